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
        try? AccountModels(await client.listModelsOnce())
    }

    /// For whoever asked for the models themselves.
    ///
    /// - Returns: nil for a host that lists no models, or lists them in another form.
    package func readIfServed() async throws(APIError) -> AccountModels? {
        do throws(APIError) {
            return AccountModels(try await client.listModels())
        } catch
            where [.notServed, .notFound, .notJSON, .decoding].contains(error.code)
            || [404, 405, 501].contains(error.answer?.status)
        {
            return nil
        }
    }
}

extension AccountModels {
    /// Days that are none are left out.
    fileprivate init(_ models: [ModelObject]) {
        let shutdowns = models.map { ($0.id, $0.shutdownDate.flatMap { CalendarDay($0) }) }
        self.init(Dictionary(shutdowns, uniquingKeysWith: { first, _ in first }))
    }
}
