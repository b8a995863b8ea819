import AssistantModel
import Sandbox

/// Where a story's project is deployed: an api, and what holds its releases where it has any.
enum Hosting: String, CaseIterable, Sendable {
    case assistants
    case responses
    /// `api: responses` with `registry: vector_store`, on a host without skills.
    case responsesWithoutSkills

    var api: APIKind {
        switch self {
        case .assistants: .assistants
        case .responses, .responsesWithoutSkills: .responses
        }
    }

    /// What the account does not serve.
    var disabled: Set<Surface> { self == .responsesWithoutSkills ? [.skills, .assistants] : [] }

    var hasReleases: Bool { api == .responses }
}
