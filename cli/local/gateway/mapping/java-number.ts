import { EvaluationError, JavaObject, type JavaValue } from '../velocity';

const DECIMAL = /^(?<sign>-?)(?<whole>\d*)(?:\.(?<fraction>\d*))?(?:[eE](?<exponent>[+-]?\d+))?$/;
const MAX_LONG_LENGTH = 19;
/** Longer numbers become BigDecimal, which keeps every digit. */
const MAX_DOUBLE_LENGTH = 18;
const MAX_SCALE = 2 ** 31 - 1;
const MIN_PLAIN_EXPONENT = -6;

/** An Integer, Long or BigInteger. Like json-smart it makes zero of a lone minus, and takes whatever a Long ends in for digits. */
export function javaInteger(text: string): bigint {
  const digits = text.replace('-', '');
  if (digits.length > MAX_LONG_LENGTH && /\D/.test(digits)) throw new EvaluationError('java.lang.NumberFormatException');
  const magnitude = [...digits].reduce((sum, digit) => sum * 10n + BigInt(digit.charCodeAt(0) - 48), 0n);
  return text === digits ? magnitude : -magnitude;
}

/** A Double or BigDecimal; undefined where Java finds no number. */
export function javaFloat(text: string): JavaValue | undefined {
  const isDouble = text.length <= MAX_DOUBLE_LENGTH;
  const { sign = '', whole = '', fraction = '', exponent = '0' } = DECIMAL.exec(isDouble ? text.replace(/[\0-\x20]+$/, '') : text)?.groups ?? {};
  if (whole + fraction === '') return undefined;
  if (isDouble) return Number(`${sign}${whole}.${fraction}e${exponent}`);
  const scale = fraction.length - Number(exponent);
  return Math.abs(scale) > MAX_SCALE ? undefined : new JavaBigDecimal(sign, whole + fraction, scale);
}

/** java.math.BigDecimal, as far as printing it goes. */
class JavaBigDecimal extends JavaObject {
  private readonly digits: string;

  constructor(private readonly sign: string, digits: string, private readonly scale: number) {
    super();
    this.digits = digits.replace(/^0+(?=\d)/, '');
  }

  override toString(): string {
    const { digits, scale } = this;
    const sign = digits === '0' ? '' : this.sign;
    const exponent = digits.length - 1 - scale;
    if (scale === 0) return sign + digits;
    if (scale < 0 || exponent < MIN_PLAIN_EXPONENT) {
      const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
      return `${sign}${digits[0]}${fraction}E${exponent < 0 ? '' : '+'}${exponent}`;
    }
    const padded = digits.padStart(scale + 1, '0');
    return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  }
}
