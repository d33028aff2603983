import { pino } from "pino";
import { readHttpSettings } from "#core/http";
import { loadOrCreateLogKey } from "#core/log";
import { openHouse } from "../house/house.ts";
import { readDatabaseUrls } from "../house/urls.ts";

/** The server under measurement, in a process of its own; says its port when it listens and ends with its parent. */
const urls = readDatabaseUrls(process.env);
if (!urls) throw new Error("The benchmark starts this with the addresses of its own database.");
const { settings } = readHttpSettings(
  { ...process.env, API_RATE_LIMIT: "0", SIGN_IN_RATE_LIMIT: "0" },
  { demo: false },
);
const house = await openHouse({
  urls,
  logKey: loadOrCreateLogKey(process.env["LOG_KEY"] ?? "log.key"),
  http: settings,
  publicUrl: "http://localhost",
  demo: false,
  log: pino({ level: "error" }),
});
await house.server.listen({ port: 0, host: "127.0.0.1" });
const address = house.server.server.address();
console.log(`listening ${typeof address === "object" && address ? address.port : 0}`);
process.on("disconnect", () => process.exit(0));
process.once("SIGTERM", () => void house.close().then(() => process.exit(0)));
