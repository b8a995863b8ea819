import Archives
import SourceDiagnostics

extension Fault {
    /// The longest wait and the longest lag, in milliseconds: an hour.
    private static let longest = 3_600_000
    private static let statuses = ["500", "502", "503", "504"]
    private static let pageStatuses = ["200"] + statuses
    /// What billing errors are called (docs/openai-api.md, 3.4), and the older word.
    private static let billingCodes = [
        "credit_balance_exhausted", "organization_spend_limit_exceeded", "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded", "insufficient_quota",
    ]

    /// - Parameter text: `[METHOD] [PATH] KIND [name=value ...]`.
    /// - Throws: what is wrong with it, and what could be meant.
    package init(_ text: String) throws(FaultSyntaxError) {
        var words = try Self.words(text)[...]
        let method = words.first.flatMap { FaultRoute.methods.contains($0) ? $0 : nil }
        if method != nil { words.removeFirst() }
        let pattern = words.first.flatMap { $0.hasPrefix("/") ? $0 : nil }
        if pattern != nil { words.removeFirst() }
        guard let first = words.popFirst() else {
            throw FaultSyntaxError("a fault needs a kind: one of \(Self.kindList)")
        }
        let (kind, status) = try Self.kind(first)
        guard kind.strikesRequests || (method == nil && pattern == nil) else {
            throw FaultSyntaxError("\(kind.rawValue) is about the whole account and takes no route")
        }
        var values: [String: String] = [:]
        if let status { values["status"] = status }
        for word in words {
            let (name, value) = try Self.option(word, of: kind)
            guard values.updateValue(value, forKey: name) == nil else {
                throw FaultSyntaxError("\(name) is there twice")
            }
        }
        let options = try FaultOptions(values, of: kind)
        self.init(
            kind: kind,
            route: try FaultRoute(method: method, pattern: pattern),
            action: try Self.action(kind, options),
            trigger: try options.trigger(),
            options: options.shown
        )
    }

    private static var kindList: String { FaultKind.allCases.map(\.rawValue).joined(separator: ", ") }

    /// A status is a short word for what it belongs to.
    private static func kind(_ word: String) throws(FaultSyntaxError) -> (FaultKind, status: String?) {
        if word == "429" { return (.rateLimit, nil) }
        if statuses.contains(word) { return (.serverError, word) }
        if let kind = FaultKind(rawValue: word) { return (kind, nil) }
        if let method = FaultRoute.methods.first(where: { $0 == word.uppercased() }) {
            throw FaultSyntaxError("\"\(word)\" is no kind of fault; did you mean the method \"\(method)\"?")
        }
        let hint = Suggestion.hint(for: word, among: FaultKind.allCases.map(\.rawValue)).map { "; \($0)" } ?? ""
        throw FaultSyntaxError(
            "\"\(word)\" is no kind of fault\(hint)\nThe kinds are \(kindList), 429, and the statuses "
                + statuses.joined(separator: ", ")
        )
    }

    /// `name=value`, or the bare word of a moment.
    private static func option(_ word: String, of kind: FaultKind) throws(FaultSyntaxError) -> (String, String) {
        if let equals = word.firstIndex(of: "=") {
            return (String(word[..<equals]), String(word[word.index(after: equals)...]))
        }
        if Moment(rawValue: word) != nil { return ("when", word) }
        let hint = Suggestion.hint(for: word, among: Moment.allCases.map(\.rawValue)).map { "; \($0)" } ?? ""
        throw FaultSyntaxError("\"\(word)\" is neither name=value nor one of before, during, after, answering\(hint)")
    }

    private static func action(_ kind: FaultKind, _ options: FaultOptions) throws(FaultSyntaxError) -> Action {
        switch kind {
        case .delay:
            return .delay(milliseconds: try options.span("ms", 0...longest) ?? 200...200)
        case .rateLimit:
            return .rateLimit(
                try options.retryHint(default: .seconds(1)),
                code: try options.choice("code", of: ["rate_limit_exceeded", "slow_down"])
            )
        case .billing:
            return .billing(code: try options.choice("code", of: billingCodes))
        case .serverError:
            return .serverError(
                status: Int(try options.choice("status", of: statuses)) ?? 500,
                try options.moment([.before, .after]),
                try options.retryHint(default: .none)
            )
        case .drop: return .drop(try options.moment([.before, .during, .after, .answering]))
        case .hang: return .hang(try options.moment([.before, .after]))
        case .late: return .late(milliseconds: try options.integer("ms", 1...longest, default: 2000))
        case .html:
            return .html(
                status: Int(try options.choice("status", of: pageStatuses)) ?? 200,
                try options.moment([.before, .after])
            )
        case .halfJSON: return .halfJSON
        case .listLag: return .listLag(milliseconds: try options.integer("ms", 1...longest, default: 2000))
        case .attachLag: return .attachLag(milliseconds: try options.integer("ms", 1...longest, default: 2000))
        case .indexFailure: return try indexFailure(options)
        case .keepListed:
            return .keepListed(
                name: NamePattern(text: options.text("name") ?? "*"),
                milliseconds: try options.integer("ms", 1...longest)
            )
        case .requestLimit:
            return .requestLimit(perMinute: try options.integer("per-minute", 1...1_000_000, default: 60))
        case .attachLimit:
            return .attachLimit(perMinute: try options.integer("per-minute", 1...1_000_000, default: 300))
        case .competingRelease: return try competingRelease(options)
        case .errorIn200:
            return .errorIn200(
                try options.moment([.before, .after]),
                message: options.text("message") ?? "Unexpected endpoint or method."
            )
        case .answer: return .answer(try spoil(options))
        default: return .habit(try habit(kind, options))
        }
    }

    private static func habit(_ kind: FaultKind, _ options: FaultOptions) throws(FaultSyntaxError) -> HostHabit {
        switch kind {
        case .notFound400: .notFoundAs400
        case .nullLists: .nullLists
        case .shortPages:
            .shortPages(
                size: try options.integer("size", 1...10_000, default: 20),
                ignoresCursor: try options.choice("cursor", of: ["heeded", "ignored"]) == "ignored"
            )
        case .newestFirst: .newestFirst
        case .compressed: .compressed(try options.word("as", of: Compression.allCases, default: .gzip))
        case .latin1Names: .latin1Names
        case .trimmedTexts: .trimmedTexts
        case .oddTimes: .oddTimes(try options.word("as", of: HostHabit.OddTime.allCases, default: .null))
        case .untoldStatus: .untoldStatus
        case .stuckIndexing: .stuckIndexing(name: NamePattern(text: options.text("name") ?? "*"))
        case .needsFileIDs: .needsFileIDs
        case .fixedAssistants: .fixedAssistants
        case .batchesInTurn:
            .batchesInTurn(
                milliseconds: try options.integer("ms", 1...longest, default: 2000),
                answersLast: try options.choice("answer", of: ["first", "last"]) == "last"
            )
        default: throw FaultSyntaxError("\(kind.rawValue) is no habit of a server")
        }
    }

    /// The codes are those of the schema and those that older servers sent (docs/openai-api.md, 7.15).
    private static func indexFailure(_ options: FaultOptions) throws(FaultSyntaxError) -> Action {
        .indexFailure(
            name: NamePattern(text: options.text("name") ?? "*"),
            code: try options.choice(
                "code",
                of: [
                    "server_error", "unsupported_file", "invalid_file", "internal_error", "file_not_found",
                    "parsing_error", "unhandled_mime_type", "rate_limit_exceeded",
                ]
            ),
            message: options.text("message") ?? "An internal error occurred."
        )
    }

    private static func spoil(_ options: FaultOptions) throws(FaultSyntaxError) -> AnswerSpoil {
        let milliseconds = try options.integer("ms", 1...longest)
        switch try options.choice("as", of: ["wrong", "refused", "late"]) {
        case "late": return .late(milliseconds: milliseconds ?? 2000)
        case _ where milliseconds != nil: throw FaultSyntaxError("ms belongs to as=late")
        case "refused": return .refused
        default: return .wrong
        }
    }

    private static func competingRelease(_ options: FaultOptions) throws(FaultSyntaxError) -> Action {
        let lease = try options.integer("lease", 1...86_400)
        guard try options.choice("as", of: ["release", "journal"]) == "journal" else {
            guard lease == nil else { throw FaultSyntaxError("lease belongs to as=journal") }
            return .competingRelease(.release)
        }
        return .competingRelease(.journal(leaseSeconds: lease ?? 600))
    }

    /// Split at white space; double quotes keep words together.
    private static func words(_ text: String) throws(FaultSyntaxError) -> [String] {
        var words: [String] = []
        var word: String?
        var isQuoted = false
        for character in text {
            if character == "\"" {
                isQuoted.toggle()
                word = word ?? ""
            } else if character.isWhitespace, !isQuoted {
                if let word { words.append(word) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard !isQuoted else { throw FaultSyntaxError("a quotation mark is not closed") }
        return words + (word.map { [$0] } ?? [])
    }
}
