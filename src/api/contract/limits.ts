/** The largest body of a request (`MaxRequestBodyBytes` of the API server's `pkg/server/config.go`): what etcd might take, and some. */
export const mostBody = 3 * 1024 * 1024
