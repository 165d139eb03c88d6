// graphql-js as the judge: every document of the corpus gets the same verdict from the server as
// from graphql-js over the same schema, and where it runs, the same data in the same order.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  GraphQLError, Kind, TypeInfo, execute, getOperationAST, isAbstractType, isObjectType, parse, parseValue, print, specifiedRules, validate, visit, visitWithTypeInfo,
} from 'graphql';
import { post, schema } from './shop.mjs';

const folder = new URL('corpus/', import.meta.url);

/** `### name`, the document, and lines of `#variables` and `#operation`. */
function* corpus(file) {
  const text = readFileSync(new URL(file, folder), 'utf8');
  for (const part of text.split(/^### /m).slice(1)) {
    const [name, ...lines] = part.split('\n');
    const set = (key) => lines.find((line) => line.startsWith(`#${key} `))?.slice(key.length + 2);
    const query = lines.filter((line) => !/^#(variables|operation) /.test(line)).join('\n').trim();
    yield { name, query, variables: JSON.parse(set('variables') ?? '{}'), operationName: set('operation') };
  }
}

/** What graphql-js makes of it: the stage at which it is refused, or `runs`. */
function judge({ query, variables, operationName }) {
  let document;
  try {
    document = parse(query);
  } catch (error) {
    assert.ok(error instanceof GraphQLError, `${error}`);
    return { stage: 'parse', why: error.message };
  }
  const errors = validate(schema, document, specifiedRules, { maxErrors: 1 });
  if (errors.length) return { stage: 'validate', why: errors[0].message };
  if (!getOperationAST(document, operationName)) return { stage: 'operation', why: 'no such operation' };
  const result = execute({ schema, document, operationName, variableValues: variables, rootValue: {} });
  if (!('data' in result)) return { stage: 'variables', why: result.errors[0].message };
  return { stage: 'runs', document };
}

/** What the server made of it. */
function stageOf({ status, json, text }) {
  assert.ok(json, text);
  if ('data' in json) return 'runs';
  assert.ok(status >= 400 && status < 500, `${status} ${text}`);
  const code = json.errors[0].extensions.code;
  const stages = {
    GRAPHQL_PARSE_FAILED: 'parse',
    GRAPHQL_VALIDATION_FAILED: 'validate',
    OPERATION_RESOLUTION_FAILURE: 'operation',
    BAD_REQUEST: 'variables',
  };
  return stages[code] ?? code;
}

/** The document with the name of every object's type beside its fields, so that graphql-js can
 *  tell what a node is. */
function telling(document) {
  const types = new TypeInfo(schema);
  return visit(document, visitWithTypeInfo(types, {
    SelectionSet: {
      leave(node) {
        const type = types.getParentType();
        if (!type || !(isObjectType(type) || isAbstractType(type)) || type.name.startsWith('__')) return undefined;
        if (type === schema.getSubscriptionType()) return undefined;
        const name = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' },
          alias: { kind: Kind.NAME, value: 'itsType' } };
        return { ...node, selections: [...node.selections, name] };
      },
    },
  }));
}

/** Executes by graphql-js, with what the server said as the source of every field. */
async function again({ document, variables, operationName }, source) {
  return execute({
    schema,
    document,
    operationName,
    variableValues: variables,
    rootValue: source,
    fieldResolver: (object, _args, _context, info) => {
      const value = object[info.path.key];
      // Scalars of our own went out as JSON and come back as they are.
      return value;
    },
    typeResolver: (object) => object.itsType,
  });
}

for (const type of Object.values(schema.getTypeMap())) {
  if (type.astNode?.kind === Kind.SCALAR_TYPE_DEFINITION) type.serialize = (value) => value;
}

const builtIn = /^(__.*|String|Int|Float|Boolean|ID|deprecated|include|skip|specifiedBy|oneOf)$/;

/** Lists of introspection have no order of their own, and each implementation words the types and
 *  directives that GraphQL itself brings, whose fields follow the draft that each has reached; graphql-js also lists a place that is a draft, and leaves
 *  out the built-in scalars that nobody uses; the executor describes the schema itself, which our
 *  text leaves out, writes the fields of a default in another order, and answers null where an
 *  interface implements none. Everything else must be equal. */
function sorted(value) {
  if (Array.isArray(value)) {
    const items = value
      .filter((item) => item !== 'DIRECTIVE_DEFINITION' && item?.name !== 'DIRECTIVE_DEFINITION' && item?.name !== 'Float')
      .filter((item) => !('kind' in Object(item) && item.name?.startsWith('__')))
      .map(sorted);
    const key = (item) => item?.name ?? item?.n ?? JSON.stringify(item);
    return items.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  }
  if (value && typeof value === 'object') {
    const { description, ...rest } = value;
    const own = 'description' in value && !inBuiltIn(value) ? { description, ...rest } : rest;
    if ('locations' in own && inBuiltIn(own)) own.args = own.args?.map(({ name }) => name);
    if (own.kind === 'INTERFACE' && own.interfaces === null) own.interfaces = [];
    if (own.defaultValue) own.defaultValue = print(inOrder(parseValue(own.defaultValue)));
    return Object.fromEntries(Object.entries(own).map(([name, item]) => [name, sorted(item)]));
  }
  return value;
}

/** Texts of half a megabyte are told apart by where they part, not by printing both. */
function same(ours, expected) {
  let at = 0;
  while (at < ours.length && ours[at] === expected[at]) at += 1;
  const near = (text) => text.slice(Math.max(0, at - 200), at + 100);
  assert.ok(ours === expected, `ours: ${near(ours)}\njudge: ${near(expected)}`);
}

const inOrder = (value) =>
  visit(value, {
    ObjectValue: { leave: (node) => ({ ...node, fields: [...node.fields].sort((a, b) => (a.name.value < b.name.value ? -1 : 1)) }) },
  });

const inBuiltIn = (value) => builtIn.test(value.name ?? '') || (value.name === undefined && ('kind' in value || 'queryType' in value));

const isIntrospection = (query) => !/products|categories|posts|nodes?\(|product\(/.test(query);
let count = 0;

for (const file of readdirSync(folder).sort()) {
  describe(file, () => {
    for (const request of corpus(file)) {
      count += 1;
      it(request.name, async () => {
        const verdict = judge(request);
        const answer = await post(request);
        assert.equal(stageOf(answer), verdict.stage, `${verdict.why ?? ''}\n${answer.text.slice(0, 600)}`);
        if (verdict.stage !== 'runs') return;
        // What the server refuses for its own reasons (no such id) is told with its place.
        if (answer.json.errors) {
          for (const error of answer.json.errors) assert.ok(error.path && error.extensions.code, answer.text);
          return;
        }
        if (isIntrospection(request.query)) {
          const expected = await execute({ schema, document: verdict.document,
            operationName: request.operationName, variableValues: request.variables });
          same(JSON.stringify(sorted(answer.json.data)), JSON.stringify(sorted(expected.data)));
          return;
        }
        const told = await post({ ...request, query: print(telling(verdict.document)) });
        assert.ok(told.json.data, told.text);
        const expected = await again({ ...request, document: verdict.document }, told.json.data);
        assert.equal(expected.errors, undefined);
        assert.equal(JSON.stringify(answer.json.data), JSON.stringify(expected.data));
      });
    }
  });
}

it('there are at least 150 documents', () => assert.ok(count >= 150, `${count}`));
