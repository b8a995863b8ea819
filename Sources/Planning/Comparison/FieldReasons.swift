import SourceDiagnostics

/// The reasons that changes of fields give for the change of their object.
enum FieldReasons {
    /// Fields changed in git, one reason for each file they were changed in, in the order of the fields; then fields
    /// changed on the account.
    ///
    /// - Parameter causes: the places of fields that were changed in several.
    static func reasons(for fields: [FieldChange], causes: [String: [SourceLocation]] = [:]) -> [ChangeReason] {
        var reasons: [(file: String?, paths: [String], cause: SourceLocation?)] = []
        for field in fields where !field.isDrift {
            let places = causes[field.path].map { $0.map(Optional.some) } ?? [field.cause]
            for place in places {
                if let index = reasons.firstIndex(where: { $0.file == place?.file }) {
                    if !reasons[index].paths.contains(field.path) { reasons[index].paths.append(field.path) }
                } else {
                    reasons.append((place?.file, [field.path], place))
                }
            }
        }
        let drifted = fields.filter(\.isDrift).map(\.path)
        return reasons.map { ChangeReason(.fieldsChanged($0.paths), cause: $0.cause) }
            + (drifted.isEmpty ? [] : [ChangeReason(.changedOnAccount(drifted))])
    }
}
