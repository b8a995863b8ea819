import AssistantModel
import Checks
import OrderedJSON

/// How checks came out over time, for programs (docs/reference/formats.md).
package enum CheckHistoryJSON {
    /// The history as pretty JSON.
    package static func text(_ history: CheckHistory) -> String {
        JSONText.output([
            "format_version": "1.0",
            "project": .string(history.project),
            "environment": .string(history.environment),
            "checks": .array(
                history.tracks.map { track in
                    [
                        "assistant": .string(track.assistant),
                        "question": .string(track.check.question),
                        "fingerprint": .string(track.check.fingerprint),
                        "definitions": .array(track.stretches.map(value)),
                    ]
                }
            ),
        ])
    }

    private static func value(_ stretch: CheckHistory.Stretch) -> JSONValue {
        let flicker = stretch.flicker
        return [
            "model": .string(stretch.definition.model),
            "fingerprint": .string(stretch.definition.fingerprint),
            "right": .integer(stretch.tally.right),
            "wrong": .integer(stretch.tally.wrong),
            "share": CheckJSON.share(stretch.tally),
            "flicker": ["changes": .integer(flicker.changes), "repeats": .integer(flicker.repeats)],
            "runs": .array(
                stretch.records.map { record in
                    [
                        "time": .integer(record.time),
                        "verdict": .string(CheckWording.verdict(record.verdict)),
                        "right": .integer(record.tally.right),
                        "wrong": .integer(record.tally.wrong),
                        "share": CheckJSON.share(record.tally),
                    ]
                }
            ),
        ]
    }
}
