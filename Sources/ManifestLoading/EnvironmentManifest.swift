import AssistantModel
import SourceDiagnostics
import YAMLTree

/// One member of `environments` in `project.yaml`.
enum EnvironmentManifest {
    /// Apis that are known, so that naming one says so, and that this version does not deploy to.
    private static let laterAPIs = ["agents", "foundry"]

    /// Nil when the api is not usable.
    static func settings(_ pair: YAMLNode.Pair, _ field: Field, context: LoadContext) -> EnvironmentSettings? {
        guard let mapping = field.mapping(.environment) else { return nil }
        var settings = EnvironmentSettings(name: pair.key, location: pair.keyLocation)
        let api = mapping["api"].map { self.api($0) } ?? .responses
        if let field = mapping["base_url"], let endpoint = WebAddress.endpoint(field, context: context) {
            settings.endpoint = endpoint
        }
        settings.organization = mapping["organization"]?.string()
        settings.project = mapping["project"]?.string()
        if let variable = mapping["api_key_env"].flatMap({ Identifier.variable($0) }) {
            settings.apiKeyVariable = variable
        }
        if let field = mapping["ca_file"] {
            settings.certificateFile = CertificateFile.path(field, context: context)
            if settings.endpoint == .embedded { warnOfUnusedCertificate(field) }
        }
        settings.isProtected = mapping["protect"]?.boolean() ?? false
        if let field = mapping["require_checks"] { settings.requiredChecks = requiredChecks(field) }
        if let field = mapping["registry"] { readRegistry(field, api: api, into: &settings) }
        guard let api else { return nil }
        settings.api = api
        if api == .assistants { warnOfShutdown(of: settings.endpoint, mapping) }
        return settings
    }

    /// OpenAI itself serves `/v1/assistants` no more (docs/openai-api.md, 1.3).
    private static func warnOfShutdown(of endpoint: EnvironmentSettings.Endpoint, _ mapping: MappingReader) {
        let reached: String
        switch endpoint {
        case .url(let url) where WebAddress.isOpenAI(url): reached = "`base_url` is api.openai.com"
        case .standard where mapping["base_url"] == nil: reached = "without `base_url` this is api.openai.com"
        default: return
        }
        mapping.problems.warning(
            .apiShutDown,
            "\(reached), where the Assistants API was shut down on 2026-08-26",
            at: mapping["api"]?.location,
            hint: "use `api: responses`, or set `base_url` to a host that still serves /v1/assistants"
        )
    }

    private static func warnOfUnusedCertificate(_ field: Field) {
        field.problems.warning(
            .unusedCertificate,
            "`ca_file` does nothing with `base_url: embedded`: no connection leaves the command",
            at: field.location,
            hint: "take it out, or set `base_url` to the host that the certificate is for"
        )
    }

    private static func api(_ field: Field) -> APIKind? {
        let supported = APIKind.allCases.map(\.rawValue)
        guard case .scalar(let scalar) = field.node.value, laterAPIs.contains(scalar.text) else {
            return field.choice(supported).flatMap(APIKind.init(rawValue:))
        }
        field.problems.error(
            "unsupported-api",
            "`api: \(scalar.text)` is not supported yet",
            at: field.location,
            hint: "supported: \(supported.joined(separator: ", "))"
        )
        return nil
    }

    /// `true`, `false` or `all`.
    private static func requiredChecks(_ field: Field) -> EnvironmentSettings.RequiredChecks {
        if case .scalar(let scalar) = field.node.value, scalar.text == EnvironmentSettings.RequiredChecks.all.rawValue {
            return .all
        }
        return field.boolean() == true ? .declared : .none
    }

    private static func readRegistry(_ field: Field, api: APIKind?, into settings: inout EnvironmentSettings) {
        let names = EnvironmentSettings.Registry.allCases.map(\.rawValue)
        guard let registry = field.choice(names).flatMap(EnvironmentSettings.Registry.init(rawValue:)) else { return }
        if api == .assistants {
            field.problems.error(
                "unsupported-by-api",
                "`api: assistants` has no registry",
                at: field.location,
                hint: "available with `api: responses`"
            )
        }
        settings.registry = registry
    }
}
