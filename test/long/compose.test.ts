import { ensureBinary } from "../../infra/native/ensure-binary.ts";
import { testAcceptedByCompose } from "../deploy/accepted-by-compose.ts";

testAcceptedByCompose([await ensureBinary("docker-compose")]);
