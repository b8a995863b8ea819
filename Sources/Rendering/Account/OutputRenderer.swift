import AssistantModel
import OrderedJSON
import Planning
import SourceDiagnostics

/// What an application needs to use a deployed assistant.
package struct AssistantOutput: Equatable, Sendable {
    /// Of the manifest.
    package var key: String
    /// Of the assistant's object; nil for an api that has none.
    package var id: String?
    /// What it is deployed to.
    package var api: APIKind
    /// What the account says, not the manifest.
    package var model: String
    /// The release that the assistant is live in; nil for an api without releases.
    package var release: Int?
    package var vectorStoreID: String?
    /// The body of the request that runs the assistant, ready but for the user's input.
    package var requestBody: JSONValue?

    /// An assistant as it is deployed.
    package init(
        key: String,
        id: String?,
        api: APIKind,
        model: String,
        release: Int? = nil,
        vectorStoreID: String? = nil,
        requestBody: JSONValue? = nil
    ) {
        self.key = key
        self.id = id
        self.api = api
        self.model = model
        self.release = release
        self.vectorStoreID = vectorStoreID
        self.requestBody = requestBody
    }

    /// Without secrets that somebody set on the account: programs get `<hidden>` there, for what they print ends in logs.
    package var withoutSecrets: AssistantOutput {
        var output = self
        output.requestBody = requestBody.map(HiddenSecrets.hiding)
        return output
    }
}

/// Deployed assistants for applications and deploy scripts.
package enum OutputRenderer {
    /// `format_version` (`1.0`), `project`, `environment`, `api`, and `assistants`: by key an object with `id`, `api`,
    /// `model`, `release`, `vector_store_id` and `request` (null where there is none).
    package static func json(_ outputs: [AssistantOutput], of scope: DeploymentScope) -> String {
        let assistants = outputs.sorted { $0.key < $1.key }.map { output -> (String, JSONValue) in
            (
                output.key,
                [
                    "id": JSONValue(output.id),
                    "api": .string(output.api.rawValue),
                    "model": .string(output.model),
                    "release": JSONValue(output.release),
                    "vector_store_id": JSONValue(output.vectorStoreID),
                    "request": output.requestBody ?? .null,
                ]
            )
        }
        return scope.json(["assistants": .object(JSONObject(assistants))])
    }

    /// Lines such as `SUPPORT_BOT_ASSISTANT_ID=asst_…` for `source` and env files.
    package static func environment(_ outputs: [AssistantOutput]) -> String {
        Wording.output(
            outputs.sorted { $0.key < $1.key }.flatMap { output in
                let prefix = variablePrefix(output.key)
                let pairs = [
                    ("ASSISTANT_ID", output.id), ("VECTOR_STORE_ID", output.vectorStoreID), ("MODEL", output.model),
                ]
                return pairs.compactMap { name, value in value.map { "\(prefix)_\(name)=\(quoted($0))" } }
            }
        )
    }

    /// The key as part of a variable's name: upper case, `_` for `-`, and in front of a digit.
    private static func variablePrefix(_ key: String) -> String {
        let name = key.uppercased().replacing("-", with: "_")
        return name.first?.isNumber == true ? "_" + name : name
    }

    /// The value as a shell reads it back. Ids and model names have no control characters; a server that sends some does
    /// not get them into a script.
    private static func quoted(_ value: String) -> String { ShellText.quoted(VisibleText.line(value)) }
}
