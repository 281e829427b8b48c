// LongsightGroup's CSV validator and strict REST client, over all that a bridge serves.
// node longsight.mjs DIST ZIP URL TOKEN: prints what it found as JSON.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [dist, zip, url, token] = process.argv.slice(2);
const csv = await import(pathToFileURL(`${dist}/index.js`));
const rest = await import(pathToFileURL(`${dist}/v1p2/index.js`));
const findings = [];
const seen = {};

const read = csv.parseAndValidateOneRosterCsvFullZip(new Uint8Array(readFileSync(zip)), {
  referenceMode: "allRows",
});
if (read._tag === "err") {
  findings.push(...read.error.map((found) => ({ part: "csv", ...found })));
} else {
  const held = { ...read.value.fullPackage.rosteringPackage, ...read.value.fullPackage.gradebookPackage };
  for (const [name, rows] of Object.entries(held)) {
    if (Array.isArray(rows)) seen[`csv ${name}`] = rows.length;
  }
}

const base = "https://bridge.example"; // the client takes https alone
const here = (address) => `${address}`.replace(base, url);
const there = (address) => address.replaceAll(url, base);
const fetchFromHere = async (asked, options) => {
  const request = new Request(asked, options);
  const body = request.method === "GET" ? undefined : await request.arrayBuffer();
  const answer = await fetch(here(request.url), { method: request.method, headers: request.headers, body });
  const headers = new Headers(answer.headers);
  if (headers.has("link")) headers.set("link", there(headers.get("link")));
  headers.delete("content-length");
  headers.delete("content-encoding");
  return new Response(answer.status === 204 ? null : there(await answer.text()), { status: answer.status, headers });
};
const options = (service) => ({
  serviceBaseUrls: { [service]: `${base}/ims/oneroster/${service}/v1p2` },
  accessTokenProvider: async () => {
    const made = rest.createOneRosterV1p2AccessToken(token);
    return made._tag ? made : { _tag: "ok", value: made };
  },
  fetch: fetchFromHere,
});
for (const [service, make, collections] of [
  [
    "rostering",
    rest.createOneRosterV1p2RosteringClient,
    "AcademicSessions Classes Courses Demographics Enrollments GradingPeriods Orgs Schools Students Teachers Terms Users",
  ],
  ["gradebook", rest.createOneRosterV1p2GradebookClient, "Categories LineItems Results ScoreScales"],
  ["resources", rest.createOneRosterV1p2ResourcesClient, "Resources"],
]) {
  const client = make(options(service));
  if (client._tag === "err") {
    findings.push({ part: service, error: client.error });
    continue;
  }
  for (const name of collections.split(" ")) {
    let count = 0;
    for (let offset = 0, length = 100; length === 100; offset += 100) {
      const page = await client.value[`getAll${name}`]({ query: { limit: 100, offset } });
      if (page._tag === "err") {
        findings.push({ part: `${service} ${name} from ${offset}`, error: page.error });
        break;
      }
      length = page.value.items.length;
      count += length;
    }
    seen[`${service} ${name}`] = count;
  }
}
console.log(JSON.stringify({ findings, seen }, null, 1));
