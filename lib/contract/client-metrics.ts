/** Names of the metrics that the client libraries for Go, Python and Node.js expose about their own process. */
const words = (text: string): string[] => text.trim().split(/\s+/);
const namesWithEndings = (prefix: string, endings: string): string[] => words(endings).map((ending) => prefix + ending);

const CLIENT_METRICS: ReadonlySet<string> = new Set([
  // https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics; Node's client adds user and system
  // time.
  ...namesWithEndings(
    'process_',
    `cpu_seconds_total cpu_user_seconds_total cpu_system_seconds_total open_fds max_fds virtual_memory_bytes
     virtual_memory_max_bytes resident_memory_bytes heap_bytes start_time_seconds threads
     network_receive_bytes_total network_transmit_bytes_total`,
  ),
  ...namesWithEndings(
    'python_',
    'info gc_objects_collected_total gc_objects_uncollectable_total gc_collections_total gc_objects_collected gc_objects_uncollectable gc_collections',
  ),
  // https://github.com/siimon/prom-client/tree/master/lib/metrics
  ...namesWithEndings(
    'nodejs_',
    `version_info eventloop_lag_seconds eventloop_lag_min_seconds eventloop_lag_max_seconds eventloop_lag_mean_seconds
     eventloop_lag_stddev_seconds eventloop_lag_p50_seconds eventloop_lag_p90_seconds eventloop_lag_p99_seconds
     active_resources active_resources_total active_handles active_handles_total active_requests active_requests_total
     heap_size_total_bytes heap_size_used_bytes external_memory_bytes heap_space_size_total_bytes
     heap_space_size_used_bytes heap_space_size_available_bytes gc_duration_seconds`,
  ),
  // https://github.com/prometheus/client_golang/blob/main/prometheus/go_collector.go
  ...namesWithEndings(
    'go_',
    `goroutines threads info gc_duration_seconds gc_gogc_percent gc_gomemlimit_bytes sched_gomaxprocs_threads
     cgo_go_to_c_calls_calls_total`,
  ),
  ...namesWithEndings(
    'go_memstats_',
    `alloc_bytes alloc_bytes_total sys_bytes lookups_total mallocs_total frees_total heap_alloc_bytes heap_sys_bytes
     heap_idle_bytes heap_inuse_bytes heap_released_bytes heap_objects stack_inuse_bytes stack_sys_bytes
     mspan_inuse_bytes mspan_sys_bytes mcache_inuse_bytes mcache_sys_bytes buck_hash_sys_bytes gc_sys_bytes
     other_sys_bytes next_gc_bytes last_gc_time_seconds gc_cpu_fraction`,
  ),
  ...namesWithEndings(
    'promhttp_',
    'metric_handler_requests_total metric_handler_requests_in_flight metric_handler_errors_total',
  ),
]);

/**
 * Whether a metric is about the client library's process; names of the platform's own metrics may start with `process_`
 * too.
 */
export const isClientMetric = (metric: string): boolean => CLIENT_METRICS.has(metric);
