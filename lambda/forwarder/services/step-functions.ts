/** Bundled apart, with the client of Step Functions. */
export { openStepFunctionsTarget } from '../target/step-functions-target';
