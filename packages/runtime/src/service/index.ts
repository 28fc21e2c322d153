export { main } from "./main.ts";
export { runService, type ServiceDefinition, type ServiceEnvironment } from "./run-service.ts";
export type { ServicePorts } from "./ports.ts";
export { realAdapters, type AdapterContext, type Adapters } from "./adapters.ts";
export { describeConfig, loadConfig, required, type DescribedSetting, type LoadedConfig } from "./config.ts";
export {
  envOf,
  flagOf,
  SECRET_SETTINGS,
  SETTING_NAMES,
  settingsSchema,
  type Config,
  type SettingName,
} from "./settings.ts";
export { redactorOf, redactUrl, type Redact } from "./redact.ts";
export { createHealth, type Health, type HealthAnswer } from "./health.ts";
export { listenError } from "./health-server.ts";
export { readServicePolicies, type ServicePolicies } from "./policies.ts";
export { PASSING_TRACER, startTelemetry, type Telemetry } from "./telemetry.ts";
export { currentTrace, formatTraceparent, inTrace, parseTraceparent } from "./trace-context.ts";
export { createLogger } from "./logger.ts";
export { createMetrics, type Metrics } from "./metrics.ts";
export { Registry, type Counter, type Gauge, type Histogram } from "./registry.ts";
export { readMasterKey, readServiceSigningKey } from "./keys.ts";
