/**
 * What stands for the token in paths of routes and addresses, so that the token itself gets into no log, output or message's route.
 * The backend does not see this segment.
 */
export const PATH_TOKEN_SEGMENT = '{pathToken}';
