// fetch-sparql-endpoint, the client inside Comunica, against the endpoint whose address is the argument.

import assert from "node:assert/strict";
import { SparqlEndpointFetcher } from "fetch-sparql-endpoint";

const endpoint = process.argv[2];
const japan = "https://w3id.org/digdip/id/state/JPN";
const label = "<http://www.w3.org/2000/01/rdf-schema#label>";

for (const method of ["GET", "POST"]) {
  const client = new SparqlEndpointFetcher({ method });
  const rows = await all(await client.fetchBindings(endpoint, `SELECT ?name { <${japan}> ${label} ?name }`));
  const names = rows.map((row) => `${row.name.language}:${row.name.value}`).sort();
  assert.deepEqual(names, ["ar:اليابان", "en:Japan", "fr:Japon"]);
  assert.equal(await client.fetchAsk(endpoint, `ASK { <${japan}> ?p ?o }`), true);
  assert.equal(await client.fetchAsk(endpoint, "ASK { <urn:nobody> ?p ?o }"), false);
  const triples = await all(await client.fetchTriples(endpoint, `CONSTRUCT WHERE { <${japan}> ?p ?o }`));
  assert.equal(triples.length, 4);
  assert.ok(triples.every((triple) => triple.subject.value === japan));
  await assert.rejects(client.fetchBindings(endpoint, "SELECT * { ?s ?p }"), /400/);
  await assert.rejects(client.fetchAsk(endpoint, "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), /403/);
}

async function all(stream) {
  const found = [];
  for await (const item of stream) found.push(item);
  return found;
}
