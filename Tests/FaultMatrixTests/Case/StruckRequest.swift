/// The faults that strike a single request, by what they leave of it.
enum StruckRequest: String, CaseIterable, Sendable {
    /// Nothing was done, and the server says so and asks for patience.
    case putOff
    /// Nothing was done, and no answer says so.
    case lostBefore
    /// The work was done, and no answer says so.
    case lostAfter
    /// No waiting helps.
    case refused

    var faults: [String] {
        switch self {
        case .putOff:
            [
                "delay ms=1500", "429 retry-after=2", "429 retry-after-ms=300", "429 retry-after=none",
                "429 code=slow_down", "503",
            ]
        case .lostBefore:
            ["500", "502", "drop before", "drop during", "hang before", "html status=502", "html status=200"]
        case .lostAfter:
            [
                "500 after", "503 after", "drop after", "drop answering", "hang after", "html status=502 after",
                "html status=200 after", "half-json",
            ]
        case .refused: ["billing"]
        }
    }
}

extension PreparedStory {
    /// Every fault of a group at every request.
    func cases(_ group: StruckRequest) -> [FaultCase] {
        lines.indices.flatMap { number in
            group.faults.map { FaultCase(prepared: self, fault: $0, target: .request(number)) }
        }
    }
}
