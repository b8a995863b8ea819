import AssistantModel
import OpenAIAPI
import Planning

/// Asks the account for its models: one request, which no command depends on.
package struct AccountModelsReader: Sendable {
    private let client: any OpenAIClient

    package init(client: any OpenAIClient) { self.client = client }

    /// Nil for a host that lists no models, or lists them in another form, and for a key that may not see them: what
    /// else is wrong with the account shows in the requests that matter.
    package func read() async -> AccountModels? {
        guard let models = try? await client.listModelsOnce() else { return nil }
        let shutdowns = models.map { ($0.id, $0.shutdownDate.flatMap { CalendarDay($0) }) }
        return AccountModels(Dictionary(shutdowns, uniquingKeysWith: { first, _ in first }))
    }
}
