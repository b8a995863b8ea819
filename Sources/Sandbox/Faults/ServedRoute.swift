/// What the sandbox serves below `/v1`, with `*` for an id: what the route of a fault can name. A test holds the list
/// against the router.
struct ServedRoute: Sendable, Hashable {
    let method: String
    let path: String

    static let all: [ServedRoute] = paths.flatMap { path, methods in
        methods.map { ServedRoute(method: $0, path: "/v1/" + path) }
    }

    private static let paths: [(String, [String])] = [
        ("models", ["GET"]),
        ("models/*", ["GET", "DELETE"]),
        ("files", ["GET", "POST"]),
        ("files/*", ["GET", "DELETE"]),
        ("files/*/content", ["GET"]),
        ("uploads", ["POST"]),
        ("uploads/*/parts", ["POST"]),
        ("uploads/*/complete", ["POST"]),
        ("uploads/*/cancel", ["POST"]),
        ("vector_stores", ["GET", "POST"]),
        ("vector_stores/*", ["GET", "POST", "DELETE"]),
        ("vector_stores/*/files", ["GET", "POST"]),
        ("vector_stores/*/files/*", ["GET", "POST", "DELETE"]),
        ("vector_stores/*/files/*/content", ["GET"]),
        ("vector_stores/*/file_batches", ["POST"]),
        ("vector_stores/*/file_batches/*", ["GET"]),
        ("vector_stores/*/file_batches/*/cancel", ["POST"]),
        ("vector_stores/*/file_batches/*/files", ["GET"]),
        ("vector_stores/*/search", ["POST"]),
        ("skills", ["GET", "POST"]),
        ("skills/*", ["GET", "POST", "DELETE"]),
        ("skills/*/content", ["GET"]),
        ("skills/*/versions", ["GET", "POST"]),
        ("skills/*/versions/*", ["GET", "DELETE"]),
        ("skills/*/versions/*/content", ["GET"]),
        ("responses", ["POST"]),
        ("responses/input_tokens", ["POST"]),
        ("responses/*", ["GET", "DELETE"]),
        ("responses/*/cancel", ["POST"]),
        ("responses/*/input_items", ["GET"]),
        ("conversations", ["POST"]),
        ("conversations/*", ["GET", "POST", "DELETE"]),
        ("conversations/*/items", ["GET", "POST"]),
        ("conversations/*/items/*", ["GET", "DELETE"]),
        ("containers", ["GET", "POST"]),
        ("containers/*", ["GET", "DELETE"]),
        ("containers/*/files", ["GET", "POST"]),
        ("containers/*/files/*", ["GET", "DELETE"]),
        ("containers/*/files/*/content", ["GET"]),
        ("assistants", ["GET", "POST"]),
        ("assistants/*", ["GET", "POST", "DELETE"]),
        ("threads", ["POST"]),
        ("threads/runs", ["POST"]),
        ("threads/*", ["GET", "POST", "DELETE"]),
        ("threads/*/messages", ["GET", "POST"]),
        ("threads/*/messages/*", ["GET", "POST", "DELETE"]),
        ("threads/*/runs", ["GET", "POST"]),
        ("threads/*/runs/*", ["GET", "POST"]),
        ("threads/*/runs/*/cancel", ["POST"]),
        ("threads/*/runs/*/submit_tool_outputs", ["POST"]),
        ("threads/*/runs/*/steps", ["GET"]),
        ("threads/*/runs/*/steps/*", ["GET"]),
    ]
}
