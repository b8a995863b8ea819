import CLibYAML

/// One step of libyaml's parser. Offsets count scalars of the source text.
struct Event {
    enum Content {
        case streamStart, streamEnd, documentStart, documentEnd
        case alias(String)
        case scalar(YAMLNode.Scalar)
        case sequenceStart(isFlow: Bool)
        case mappingStart(isFlow: Bool)
        case sequenceEnd, mappingEnd
    }

    var content: Content
    var anchor: String?
    var tag: String?
    var start: Int
    var end: Int
}

/// What libyaml says about a text that it cannot parse.
struct SyntaxFailure: Error {
    var problem: String
    var offset: Int
    var context: String?
    var contextOffset: Int
}

/// libyaml's event parser over a copy of the text. Its events hold no pointers into C.
final class EventStream {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// Nil only when there is no memory left.
    init?(_ bytes: [UInt8]) {
        parser = .allocate(capacity: 1)
        input = .allocate(capacity: bytes.count)
        _ = input.initialize(from: bytes)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            input.deallocate()
            return nil
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event. Behind the end of the stream it is `streamEnd` again.
    func next() throws(SyntaxFailure) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        var anchor: UnsafeMutablePointer<yaml_char_t>?
        var tag: UnsafeMutablePointer<yaml_char_t>?
        let content: Event.Content
        switch event.type {
        case YAML_STREAM_START_EVENT: content = .streamStart
        case YAML_DOCUMENT_START_EVENT: content = .documentStart
        case YAML_DOCUMENT_END_EVENT: content = .documentEnd
        case YAML_ALIAS_EVENT: content = .alias(Self.string(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            (anchor, tag) = (scalar.anchor, scalar.tag)
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            content = .scalar(YAMLNode.Scalar(text, Self.style(scalar.style)))
        case YAML_SEQUENCE_START_EVENT:
            let sequence = event.data.sequence_start
            (anchor, tag) = (sequence.anchor, sequence.tag)
            content = .sequenceStart(isFlow: sequence.style == YAML_FLOW_SEQUENCE_STYLE)
        case YAML_MAPPING_START_EVENT:
            let mapping = event.data.mapping_start
            (anchor, tag) = (mapping.anchor, mapping.tag)
            content = .mappingStart(isFlow: mapping.style == YAML_FLOW_MAPPING_STYLE)
        case YAML_SEQUENCE_END_EVENT: content = .sequenceEnd
        case YAML_MAPPING_END_EVENT: content = .mappingEnd
        default: content = .streamEnd
        }
        return Event(
            content: content,
            anchor: Self.string(anchor),
            tag: Self.string(tag),
            start: event.start_mark.index,
            end: event.end_mark.index
        )
    }

    private func failure() -> SyntaxFailure {
        SyntaxFailure(
            problem: parser.pointee.problem.map { String(cString: $0) } ?? "there is no memory left",
            offset: parser.pointee.problem_mark.index,
            context: parser.pointee.context.map { String(cString: $0) },
            contextOffset: parser.pointee.context_mark.index
        )
    }

    private static func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private static func style(_ style: yaml_scalar_style_t) -> YAMLNode.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }
}
