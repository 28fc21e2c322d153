export * from "./memory-store/index.ts";
export * from "./sim/index.ts";
export { startBacking } from "./backing/start-backing.ts";
export { startDeployment, type Deployment, type DeploymentOptions } from "./deployment/deployment.ts";
export { SERVICE_NAMES, type DeployedService, type ServiceProcess } from "./deployment/service-process.ts";
