"""What Schemathesis needs to know of this shop, and what counts as the server's own fault.

A made-up id gets no further than the door, so ids are exchanged for real ones of the demo, three
times in four; and every request is signed in: a request may end the session, set another password
or close the account, so the next person of the demo takes over whenever one is turned away.
"""

import json
import os
import urllib.request
import zlib

import graphql
import schemathesis
from hypothesis import strategies
from schemathesis.graphql import nodes

URL = os.environ["SHOP"] + "/graphql"
SIGN_IN = """
mutation { sessionCreateWithPassword(input: {contact: {email: "%s@example.com"}, password: "fairstall-demo"}) {
  signIn { accessToken } userErrors { code } } }
"""
KNOWN = """
{ products(first: 20) { nodes { id operator { id } category { id } skus { id } } }
  feedDiscover(first: 20) { nodes { id author { id handle } comments(first: 5) { nodes { id } } } } }
"""
OURS = {"INTERNAL", "TIMEOUT", "OVERLOADED"}


def ask(query):
    request = urllib.request.Request(URL, json.dumps({"query": query}).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request) as response:
        answer = json.load(response)
    assert "errors" not in answer, answer
    return answer["data"]


def demo():
    """Ids of the demo by the word that they begin with, and the names to sign in by."""
    ids, people = {}, set()

    def gather(value):
        if isinstance(value, dict):
            if "id" in value:
                ids.setdefault(value["id"].split("_")[0], []).append(value["id"])
            if "handle" in value:
                people.add(value["handle"])
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                gather(item)

    gather(ask(KNOWN))
    return ids, ["ahe_ceramics", *sorted(people - {"ahe_ceramics"})]


def next_token():
    while PEOPLE:
        signed_in = ask(SIGN_IN % PEOPLE[0])["sessionCreateWithPassword"]["signIn"]
        if signed_in:
            return signed_in["accessToken"]
        PEOPLE.pop(0)
    raise RuntimeError("nobody of the demo can sign in any longer")


schemathesis.graphql.scalar("Int64", strategies.integers(-(2**63), 2**63 - 1).map(lambda whole: nodes.String(str(whole))))
IDS, PEOPLE = demo()
ALIASES = {"author": "user", "parent": "comment"}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "schema.graphql")) as text:
    SCHEMA = graphql.build_schema(text.read())
session = {"token": None}


class RealIds(graphql.Visitor):
    """Puts an id of the demo where the document has one of chance, told by the name of its place."""

    def __init__(self, types):
        super().__init__()
        self.types = types
        self.places = []

    def enter_argument(self, node, *_):
        self.places.append(node.name.value)

    def enter_object_field(self, node, *_):
        self.places.append(node.name.value)

    def leave_argument(self, *_):
        self.places.pop()

    def leave_object_field(self, *_):
        self.places.pop()

    def enter_string_value(self, node, *_):
        wanted = graphql.get_named_type(self.types.get_input_type())
        chance = zlib.crc32(node.value.encode("utf-8", "surrogatepass"))
        if wanted is not graphql.GraphQLID or chance % 4 == 3:
            return None
        kind = self.places[-1].removesuffix("Id")
        if kind in ("id", "ids"):  # `product(id:)`: what the field answers
            answered = graphql.get_named_type(self.types.get_field_def().type).name
            kind = answered[0].lower() + answered[1:]
        kind = ALIASES.get(kind, kind)
        if kind not in IDS:
            return None
        return graphql.StringValueNode(value=IDS[kind][chance // 4 % len(IDS[kind])])


@schemathesis.hook
def before_call(context, case, kwargs):
    if session["token"] is None:
        session["token"] = next_token()
    case.headers["Authorization"] = f"Bearer {session['token']}"
    try:
        document = graphql.parse(case.body)
    except graphql.GraphQLError:
        return
    types = graphql.TypeInfo(SCHEMA)
    case.body = graphql.print_ast(graphql.visit(document, graphql.TypeInfoVisitor(types, RealIds(types))))


def errors_of(response):
    try:
        return response.json().get("errors") or []
    except ValueError:
        return []


@schemathesis.hook
def after_call(context, case, response):
    if any(error["extensions"]["code"] == "UNAUTHENTICATED" for error in errors_of(response)):
        session["token"] = None


@schemathesis.check
def no_fault_of_ours(context, response, case):
    """Bad input has a code of its own; `not_a_server_error` takes any error with a path for ours."""
    assert response.status_code < 500, f"status {response.status_code}"
    for error in errors_of(response):
        code = error.get("extensions", {}).get("code")
        assert code and code not in OURS, error
