import OpenAIAPI
import OrderedJSON
import Synchronization

/// A client that answers from a function and records what it was asked.
final class ScriptedClient: OpenAIClient {
    typealias Answer = @Sendable (APIRequest, _ index: Int) throws(APIError) -> JSONValue

    private let answer: Answer
    private let record = Mutex<[APIRequest]>([])

    init(_ answer: @escaping Answer) {
        self.answer = answer
    }

    /// Gives the answers one after the other.
    convenience init(_ texts: String...) throws {
        let answers = try texts.map { try JSONReader().value(from: $0) }
        self.init { _, index throws(APIError) in
            guard index < answers.count else { throw APIError(.server, "the script has no answer \(index)") }
            return answers[index]
        }
    }

    var requests: [APIRequest] { record.withLock { $0 } }

    /// `POST /vector_stores/vs_1?limit=1 {"name":"x"}` for every request.
    var lines: [String] {
        requests.map { request in
            let target: String
            do { target = try request.target() } catch { target = " \(error)" }
            var line = "\(request.method.rawValue) \(target)"
            switch request.body {
            case .none: break
            case .json(let value): line += " " + JSONWriter().string(from: value)
            case .multipart(let form): line += " \(form.file.name)[\(form.file.offset)+\(form.file.byteCount)]"
            case .bufferedForm(let form):
                line += form.fields.map { " \($0.name)=\($0.value)" }.joined()
                line += form.files.map { " \($0.name) \($0.fileName) \($0.bytes.count)" }.joined()
            }
            return line
        }
    }

    var observed: ObservedAccount { ObservedAccount(cutLists: cutLists) }

    private let cut = Mutex<[String]>([])
    var cutLists: [String] { cut.withLock { $0 } }
    func noteCutList(_ path: String) { cut.withLock { $0.append(path) } }

    func send(_ request: APIRequest) async throws(APIError) -> APIResponse {
        let index = record.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
        let place = APIError.Place(
            method: request.method.rawValue,
            path: "/v1" + (try request.target()),
            server: "https://api.example"
        )
        if case .multipart(let form) = request.body {
            // As a connection does: what cannot be read is never sent.
            var reading = try await PartReading(form.file)
            while try await reading.next() != nil {}
        }
        return APIResponse(body: try answer(request, index), requestID: "req_1", place: place)
    }
}
