import OrderedJSON
import SourceDiagnostics

/// What the top of a schema has to be (docs/openai-api.md, 11.1, 11.2, 11.11, 11.13).
extension SchemaCheck {
    func checkRoot() {
        checkRootKeywords()
        if let type = root["type"] {
            if type.scalar != .string("object") {
                refuseRootType("not \(type.summary)", at: type.location)
            } else if root["properties"] == nil {
                reportProperties(missingIn: owner, at: root.location)
            }
        } else if let reference = root["$ref"] {
            checkRootReference(reference)
        } else {
            refuseRootType(nil, at: root.location, hint: "add `type: object`")
        }
    }

    private func checkRootKeywords() {
        if purpose == .functionParameters {
            for keyword in SchemaRule.rootKeywords { refuse(keyword, by: .rootKeyword) }
        } else if isStrict {
            refuse("anyOf", by: .rootUnion)
        }
    }

    private func refuse(_ keyword: String, by rule: SchemaRule) {
        guard let member = root.members?.first(where: { $0.key == keyword }) else { return }
        report(
            rule,
            "`\(keyword)` cannot stand at the top of \(owner)",
            at: member.keyLocation,
            hint: "wrap it in a property of an object"
        )
    }

    /// The top of a strict schema says itself that it is an object; elsewhere it may refer to one.
    private func checkRootReference(_ reference: PlacedJSON) {
        if isStrict {
            report(
                .rootReference,
                "\(owner) must be an object at the top, not a `$ref` to one",
                at: reference.location,
                hint: "write the definition itself at the top; `$ref: \"#\"` refers to it"
            )
        } else if let target = reference.scalar?.stringValue.flatMap(target(of:)) {
            let type = target["type"]
            if type?.scalar != .string("object") {
                refuseRootType(
                    "not " + (type?.summary ?? "what has no type"),
                    at: reference.location,
                    hint: "refer to an object, or wrap it in a property of one"
                )
            } else if target["properties"] == nil {
                reportProperties(missingIn: owner, at: target.location)
            }
        }
    }

    private func refuseRootType(_ found: String?, at location: SourceLocation, hint: String? = nil) {
        let message = "\(owner) must have the type \"object\" at the top" + (found.map { ", \($0)" } ?? "")
        if isLenient {
            report(SchemaRule.rootType.doubted, message, at: location, hint: hint)
        } else {
            problems.error("invalid-schema", message, at: location, hint: hint)
        }
    }

    private func reportProperties(missingIn what: String, at location: SourceLocation) {
        report(
            isLenient ? SchemaRule.rootProperties.doubted : .rootProperties,
            "\(what) must have `properties` at the top",
            at: location,
            hint: "add `properties: {}` if there are none"
        )
    }
}
