import ArgumentParser
import ProgramExport

/// `--as`: what an assistant is printed as.
package enum ExportForm: String, ExpressibleByArgument, CaseIterable, Sendable {
    case curl, python, node, swift
    /// Its checks, for the tool of that name.
    case promptfoo

    /// What a program is written in; nil for what is no program.
    var language: ExportLanguage? { ExportLanguage(rawValue: rawValue) }
}
