/** The floor of an invocation: one POST. Argument: the backend's URL. */
import { post } from './bare-post';
import { measureTasks } from './cost';

const [, , backendUrl] = process.argv;

measureTasks(calls => async () => {
  for (let call = 0; call < calls; call++) await post(backendUrl);
});
