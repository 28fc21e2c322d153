import { testSeeds } from "./seeds.ts";

testSeeds(161, 80);
