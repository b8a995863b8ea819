import AssistantModel
import Deployment
import OpenAIAPI
import OrderedJSON

extension AssistantDefinition {
    /// What a run of a thread says in the assistant's place; what is not set is said too, where saying so is possible.
    var runOverrides: JSONObject {
        let own: Set<String> = ["name", "description", "metadata", "tool_resources"]
        let said = AssistantParameters(creating: self, metadata: [:]).body.objectValue ?? [:]
        let unset: JSONObject = ["instructions": "", "tools": [], "response_format": "auto"]
        return unset + said.filter { !own.contains($0.key) }
    }
}
