// Comunica's link traversal: told one document and a question, it finds the other documents by their links.
//
// The argument is the address of a service. Names lie below w3id.org, which leads to wherever the data is hosted; here the
// client's fetch is told to look them up at the service, and to reach nothing that is not on this machine.

import assert from "node:assert/strict";
import { QueryEngine } from "@comunica/query-sparql-link-traversal";

const service = process.argv[2];
const names = "https://w3id.org/digdip/";
const meeting = `${names}id/event/sau-jpn-meeting`;
const fetched = new Set();

function lookUp(input, init) {
  const address = typeof input === "string" ? input : (input.url ?? input.href);
  const local = address.startsWith(names) ? `${service}/${address.slice(names.length)}` : address;
  if (!local.startsWith(`${service}/`)) return Promise.resolve(new Response("elsewhere", { status: 404 }));
  fetched.add(local.slice(service.length));
  return fetch(local, init);
}

const query = `
  PREFIX dd: <${names}ontology#>
  PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
  SELECT DISTINCT ?state ?name WHERE {
    <${meeting}> dd:hasParticipation/dd:onBehalfOf ?state .
    ?state a dd:State ; rdfs:label ?name .
  }`;
const engine = new QueryEngine();

// The sort of a state stands in the document about the state alone, and the way to it in the one about the meeting.
const rows = await (await engine.queryBindings(query, { sources: [meeting], fetch: lookUp, lenient: true })).toArray();
assert.ok(rows.every((row) => row.get("state").value === `${names}id/state/JPN`));
const found = rows.map((row) => `${row.get("name").language}:${row.get("name").value}`).sort();
assert.deepEqual(found, ["ar:اليابان", "en:Japan", "fr:Japon"]);
assert.ok(fetched.has("/id/event/sau-jpn-meeting") && fetched.has("/id/state/JPN"), [...fetched].join(" "));

// Kept from every other document the client finds nothing, so that the rows above needed more than the first one.
function lookUpFirst(input, init) {
  const address = typeof input === "string" ? input : (input.url ?? input.href);
  return address === meeting ? lookUp(input, init) : Promise.resolve(new Response("kept away", { status: 404 }));
}
await engine.invalidateHttpCache();
const alone = await engine.queryBindings(query, { sources: [meeting], fetch: lookUpFirst, lenient: true });
assert.deepEqual(await alone.toArray(), []);
