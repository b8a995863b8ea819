"""Checks requests against OpenAI's own OpenAPI document, which lies outside this repository."""

import json
import re
from email import message_from_bytes
from pathlib import Path
from urllib.parse import parse_qsl

from openapi_schema_validator import OAS31Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

DOCUMENT = Path(__file__).resolve().parents[3] / "shared" / "contract" / "openai-deploy.openapi.json"


class Contract:
    def __init__(self, document):
        self.document = document
        resource = Resource(contents=document, specification=DRAFT202012)
        self.registry = Registry().with_resource("urn:contract", resource)
        self.templates = []
        for template in document["paths"]:
            pattern = re.escape(template).replace(r"\{", "{").replace(r"\}", "}")
            self.templates.append((template, re.compile(re.sub(r"\{[^}]+\}", "([^/]+)", pattern) + "$")))
        # Literal segments win over parameters, as OpenAPI says.
        self.templates.sort(key=lambda entry: entry[0].count("{"))

    @classmethod
    def load(cls):
        return cls(json.loads(DOCUMENT.read_text()))

    def operation(self, method, path):
        for template, pattern in self.templates:
            if pattern.match(path) and method.lower() in self.document["paths"][template]:
                item = self.document["paths"][template]
                return template, item[method.lower()], item.get("parameters", [])
        return None, None, []

    def problems(self, request, base_path="/v1"):
        """Everything about one recorded request that breaks the contract, as sentences."""
        path = request.path.removeprefix(base_path)
        template, operation, shared = self.operation(request.method, path)
        where = f"{request.method} {path}"
        if operation is None:
            return [f"{where}: no such operation"]
        found = [f"{where}: {text}" for text in self.query_problems(operation.get("parameters", []) + shared, request.query)]
        body = operation.get("requestBody")
        if body is None:
            if request.body:
                found.append(f"{where}: has a body, the operation takes none")
            return found
        if not request.body:
            if self.resolve(body).get("required"):
                found.append(f"{where}: has no body")
            return found
        media_type = request.content_type.split(";")[0].strip()
        content = self.resolve(body)["content"]
        if media_type not in content:
            return found + [f"{where}: content type {media_type!r}, expected one of {sorted(content)}"]
        if media_type == "application/json":
            value = json.loads(request.body)
        else:
            value = multipart_fields(request.content_type, request.body)
        return found + [f"{where}: {text}" for text in self.schema_problems(content[media_type]["schema"], value)]

    def query_problems(self, parameters, query):
        declared = {}
        for parameter in map(self.resolve, parameters):
            if parameter["in"] == "query":
                declared[parameter["name"].removesuffix("[]")] = parameter
        given = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            given.setdefault(name.removesuffix("[]"), []).append(value)
        for name, values in given.items():
            if name not in declared:
                yield f"query parameter {name!r} is not in the contract"
                continue
            schema = self.resolve(declared[name]["schema"])
            value = values if schema.get("type") == "array" else typed(values[0], schema)
            for problem in self.schema_problems(schema, value):
                yield f"query parameter {name}: {problem}"
        for name, parameter in declared.items():
            if parameter.get("required") and name not in given:
                yield f"query parameter {name!r} is missing"

    def schema_problems(self, schema, value):
        wrapped = {"$ref": "urn:contract" + schema["$ref"]} if "$ref" in schema else absolute(schema)
        validator = OAS31Validator(wrapped, registry=self.registry)
        for error in validator.iter_errors(value):
            place = "/".join(str(part) for part in error.absolute_path)
            yield f"at {place or 'the top'}: {error.message[:300]}"

    def resolve(self, value):
        while "$ref" in value:
            target = self.document
            for part in value["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            value = target
        return value


def absolute(schema):
    """The schema with its local references made absolute, so that it can be validated on its own."""
    if isinstance(schema, dict):
        return {
            key: "urn:contract" + value if key == "$ref" and isinstance(value, str) else absolute(value)
            for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [absolute(item) for item in schema]
    return schema


def typed(text, schema):
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if schema.get("type") == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def multipart_fields(content_type, body):
    """Form fields as JSON: `a[b]` nested, `a[]` collected, files as their names."""
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    fields = {}
    for part in message.get_payload():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        file_name = part.get_filename()
        value = file_name if file_name is not None else payload.decode()
        # A form has only text; numbers and truth values are written as JSON writes them.
        if file_name is None and re.fullmatch(r"-?\d+|true|false", value or ""):
            value = json.loads(value)
        keys = re.findall(r"[^\[\]]+|\[\]", name)
        if keys[-1] == "[]":
            fields.setdefault(keys[0], []).append(value)
        elif len(keys) == 2:
            fields.setdefault(keys[0], {})[keys[1]] = value
        else:
            fields[keys[0]] = value
    return fields
