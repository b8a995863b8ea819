import AssistantModel
import OrderedJSON
import Planning

/// What a project owns on an account, for people: an object a line with its address and id.
package struct ShowRenderer: Sendable {
    private let style: TerminalStyle

    /// A renderer for a stream of this style.
    package init(style: TerminalStyle) {
        self.style = style
    }

    /// Files are listed for the stores whose members are known.
    ///
    /// - Parameter codeFilePaths: what the project knows, for the addresses of code interpreter files.
    package func text(
        _ live: LiveState,
        of scope: DeploymentScope,
        codeFilePaths: CodeFilePaths = CodeFilePaths(knowing: [])
    ) -> String {
        let objects = OwnedObject.all(in: live, codeFilePaths: codeFilePaths)
        guard !objects.isEmpty else {
            return "\(scope.project) owns nothing in \(scope.environment) (api: \(scope.api.rawValue)).\n"
        }
        let rows = objects.map { (VisibleText.line($0.address.description), VisibleText.line($0.id), $0.details) }
        let addressWidth = min(rows.map { DisplayWidth.of($0.0) }.max() ?? 0, 56)
        let idWidth = rows.map { DisplayWidth.of($0.1) }.max() ?? 0
        let lines = rows.map { address, id, details in
            style.paint(Wording.padded(address, to: addressWidth), .bold) + "  " + Wording.padded(id, to: idWidth)
                + (details.isEmpty ? "" : "  " + VisibleText.line(details.joined(separator: ", ")))
        }
        let count = Wording.count(objects.count, "object")
        return Wording.output(lines)
            + "\n\(scope.project) owns \(count) in \(scope.environment) (api: \(scope.api.rawValue)).\n"
    }
}

/// What a project owns on an account, for programs.
///
/// | key | meaning |
/// | --- | --- |
/// | `format_version` | `1.0`; the first number changes when a key changes its meaning or goes |
/// | `project`, `environment`, `api` | what was looked at |
/// | `objects[]` | sorted by address: `address`, `type`, `name`, `id` |
/// | of assistants | `created_at` (Unix seconds), `protected`, `vector_store_ids`, `definition` (set fields by path, defaults left out) |
/// | of stores | `created_at`, `protected`, `expired`, `expires_after_days`, `file_counts` |
/// | of files | `status`, `path`, `sha256`, `attributes`, `error`; for code interpreter `filename` and `bytes` where known |
package enum ShowJSON {
    /// The objects as pretty JSON; the parameters are those of ``ShowRenderer/text(_:of:codeFilePaths:)``.
    package static func text(
        _ live: LiveState,
        of scope: DeploymentScope,
        codeFilePaths: CodeFilePaths = CodeFilePaths(knowing: [])
    ) -> String {
        let objects = OwnedObject.all(in: live, codeFilePaths: codeFilePaths).map { object -> JSONValue in
            var members: JSONObject = [
                "address": .string(object.address.description),
                "type": .string(object.address.type),
                "name": .string(object.address.name),
                "id": .string(object.id),
            ]
            for (key, value) in object.members { members[key] = value }
            return .object(members)
        }
        return JSONText.output(
            [
                "format_version": "1.0",
                "project": .string(scope.project),
                "environment": .string(scope.environment),
                "api": .string(scope.api.rawValue),
                "objects": .array(objects),
            ]
        )
    }
}
