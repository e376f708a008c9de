/** A stack file for Kubernetes that is right: what is required, and nothing else. */
export const onKubernetes = (more: Readonly<Record<string, unknown>> = {}) => {
  const { backend, kubernetes, ...rest } = more as Readonly<Record<string, object | undefined>>;
  return {
    target: 'kubernetes',
    backend: { service: { labels: { app: 'backend-api' }, port: 'http', namespace: 'trading' }, ...backend },
    kubernetes: { context: 'test', ...kubernetes },
    ...rest,
  };
};
