import OpenAIAPI
import Testing

@Suite("What errors say")
struct ErrorDescriptionTests {
    private let place = APIError.Place(
        method: "GET",
        path: "/v1/files",
        server: "https://api.example",
        keySource: "OPENAI_API_KEY",
        project: "proj_y"
    )

    @Test("a refused key names where the key came from")
    func unauthorized() {
        let error = APIError(
            .unauthorized,
            "Incorrect API key provided.",
            place: place,
            answer: APIError.Answer(
                status: 401,
                type: "invalid_request_error",
                code: "invalid_api_key",
                requestID: "r1"
            )
        )
        #expect(
            error.description == """
                GET https://api.example/v1/files: 401 invalid_api_key: Incorrect API key provided. Check \
                OPENAI_API_KEY: it must be a valid key of this account and of project proj_y. A new key takes up to \
                15 minutes to work. (request id r1)
                """
        )
    }

    @Test("a missing permission names key and project")
    func forbidden() {
        let error = APIError(
            .forbidden,
            "You have insufficient permissions",
            place: place,
            answer: APIError.Answer(status: 403)
        )
        #expect(
            error.description == """
                GET https://api.example/v1/files: 403: You have insufficient permissions. Give the key in \
                OPENAI_API_KEY permission for this in the account's settings, and check that project proj_y exists \
                and is open to it.
                """
        )
    }

    @Test("a schema that the server refuses: validate says what is wrong with it")
    func refusedSchema() {
        let error = APIError(
            .invalidRequest,
            "Invalid schema for function 'f'",
            place: place,
            answer: APIError.Answer(status: 400, code: "invalid_function_parameters", param: "tools[0].parameters")
        )
        #expect(
            error.description == """
                GET https://api.example/v1/files: 400 invalid_function_parameters: Invalid schema for function 'f'. \
                `assistantctl validate` says where the schema of a function is what OpenAI refuses. (param \
                tools[0].parameters)
                """
        )
    }

    @Test("where nothing answers, it may be the sandbox that does not run, on this machine only")
    func unreachable() {
        let error = APIError(.unreachable, "no connection", place: place)
        #expect(error.description.contains("Check that the host is up and that base_url and any proxy"))
        for server in ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"] {
            var here = place
            here.server = server
            let description = APIError(.unreachable, "no connection", place: here).description
            #expect(description.contains("Check that `assistantctl sandbox`, or another server, is running there"))
        }
    }

    @Test("a creation that may have worked says so, with the tries it took")
    func mayHaveBeenCarriedOut() {
        var error = APIError(.timeout, "nothing came for 60.0 seconds", place: place)
        error.mayHaveBeenCarriedOut = true
        error.attempts = 3
        #expect(
            error.description == """
                GET https://api.example/v1/files: nothing came for 60.0 seconds. Check the network and the provider's \
                status page. The server may have carried it out: look before repeating it. (3 attempts)
                """
        )
    }
}
