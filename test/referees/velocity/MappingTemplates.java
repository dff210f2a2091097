import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidJsonException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import net.minidev.json.JSONValue;
import net.minidev.json.parser.JSONParser;
import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.Template;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.app.event.ReferenceInsertionEventHandler;
import org.apache.velocity.exception.MethodInvocationException;
import org.apache.velocity.exception.VelocityException;
import org.apache.velocity.runtime.RuntimeInstance;
import org.apache.velocity.runtime.log.NullLogChute;
import org.apache.velocity.runtime.parser.ParseException;

/**
 * Renders mapping templates with Apache Velocity 1.7 and Jayway JsonPath: a line of JSON with a template and its variables in, a line
 * of JSON with what it rendered, or with the kind of failure, out.
 */
public class MappingTemplates {
  private static final RuntimeInstance VELOCITY = new RuntimeInstance();
  /** Velocity prints `$x` where there is no x; API Gateway prints nothing. */
  private static final ReferenceInsertionEventHandler NOTHING_PRINTS_EMPTY = (reference, value) -> value == null ? "" : value;
  private static final Map<String, Template> TEMPLATES = new HashMap<>();

  public static void main(String[] arguments) throws Exception {
    VELOCITY.setProperty("runtime.log.logsystem", new NullLogChute());
    VELOCITY.setProperty("directive.foreach.maxloops", "1000");
    VELOCITY.init();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(rendered(parsed(line)));
      // Whoever asks gets the answer before the next question.
      if (!in.ready()) out.flush();
    }
    out.flush();
  }

  private static Map<?, ?> parsed(String line) throws Exception {
    return (Map<?, ?>) new JSONParser(JSONParser.MODE_RFC4627).parse(line, JSONValue.defaultReader.DEFAULT_ORDERED);
  }

  private static String rendered(Map<?, ?> given) throws Exception {
    Map<String, Object> context = copy(given.get("context"));
    VelocityContext variables = new VelocityContext();
    variables.put("input", new Input((String) given.get("body"), copy(given.get("parameters"))));
    variables.put("util", new Util());
    variables.put("context", context);
    variables.put("stageVariables", copy(given.get("stageVariables")));
    EventCartridge events = new EventCartridge();
    events.addEventHandler(NOTHING_PRINTS_EMPTY);
    events.attachToContext(variables);
    StringWriter text = new StringWriter();
    try {
      template((String) given.get("template")).merge(variables, text);
    } catch (MethodInvocationException failure) {
      return failure.getCause() instanceof InvalidJsonException ? "{\"failure\":\"payload\"}" : "{\"failure\":\"evaluation\"}";
    } catch (VelocityException | ParseException failure) {
      return "{\"failure\":\"evaluation\"}";
    }
    return "{\"text\":" + ascii(text.toString()) + ",\"responseOverride\":" + ascii(String.valueOf(context.get("responseOverride"))) + "}";
  }

  private static Template template(String source) throws Exception {
    Template known = TEMPLATES.get(source);
    if (known != null) return known;
    Template template = new Template();
    template.setRuntimeServices(VELOCITY);
    template.setData(VELOCITY.parse(new StringReader(source), "template"));
    template.initDocument();
    TEMPLATES.put(source, template);
    return template;
  }

  /** Maps keep their order, as those of API Gateway do, and are not json-smart's, which print themselves as JSON. */
  private static Map<String, Object> copy(Object given) {
    Map<String, Object> copy = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) given).entrySet()) {
      copy.put((String) entry.getKey(), entry.getValue() instanceof Map ? copy(entry.getValue()) : entry.getValue());
    }
    return copy;
  }

  private static String ascii(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char character : text.toCharArray()) {
      boolean plain = character >= ' ' && character < 127 && character != '"' && character != '\\';
      json.append(plain ? String.valueOf(character) : String.format("\\u%04x", (int) character));
    }
    return json.append('"').toString();
  }

  public static class Input {
    private static final Configuration MISSING_IS_NULL = Configuration.defaultConfiguration().addOptions(Option.SUPPRESS_EXCEPTIONS);
    private final String body;
    private final Map<String, Object> parameters;

    Input(String body, Map<String, Object> parameters) {
      this.body = body.isEmpty() ? "{}" : body;
      this.parameters = parameters;
    }

    public String getBody() {
      return body;
    }

    public Map<String, Object> params() {
      return parameters;
    }

    public String params(String name) {
      for (Object values : parameters.values()) {
        Object value = ((Map<?, ?>) values).get(name);
        if (value != null) return (String) value;
      }
      return "";
    }

    public Object path(String path) {
      return JsonPath.using(MISSING_IS_NULL).parse(body).read(path);
    }

    public String json(String path) {
      return MISSING_IS_NULL.jsonProvider().toJson(path(path));
    }
  }

  public static class Util {
    public String urlEncode(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public String urlDecode(String text) {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    public String base64Encode(String text) {
      return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    public String base64Decode(String text) {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }

    public String escapeJavaScript(String text) {
      return StringEscapeUtils.escapeJavaScript(text);
    }

    public Object parseJson(String text) {
      return Configuration.defaultConfiguration().jsonProvider().parse(text);
    }
  }
}
