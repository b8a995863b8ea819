// A message of the assistant, put together from the chunks of its stream.

/** Characters of text in a message. */
export function textLength(message) {
  return message.parts.reduce((sum, part) => sum + (part.type === "text" ? part.text.length : 0), 0);
}

/** The text of a message as it was written. */
export function textOf(message) {
  return message.parts.filter((part) => part.type === "text").map((part) => part.text).join("\n\n");
}

export class Answer {
  /** Whether the stream said that nothing follows. */
  ended = false;
  /** What the server lets the visitor know while the answer is made, such as that it waits. */
  notice = null;

  constructor(id) {
    this.message = { id, role: "assistant", parts: [], metadata: {} };
  }

  /** @param {object|null} chunk `null` for the end of the stream. */
  apply(chunk) {
    if (chunk === null) {
      this.ended = true;
      return;
    }
    const { message } = this;
    switch (chunk.type) {
      case "start":
        if (chunk.messageId) message.id = chunk.messageId;
        this.#merge(chunk.messageMetadata);
        break;
      case "message-metadata":
        this.#merge(chunk.messageMetadata);
        break;
      case "text-start":
        message.parts.push({ type: "text", id: chunk.id, text: "", state: "streaming" });
        break;
      case "text-delta": {
        const part = this.#text(chunk.id);
        if (part) part.text += chunk.delta;
        this.notice = null;
        break;
      }
      case "text-end": {
        const part = this.#text(chunk.id);
        if (part) part.state = "done";
        break;
      }
      case "tool-input-start":
      case "tool-input-available":
        this.#tool(chunk.toolCallId, chunk.toolName).state = "input-available";
        break;
      case "tool-output-available":
        this.#tool(chunk.toolCallId).state = "output-available";
        break;
      case "tool-output-error":
      case "tool-input-error":
        this.#tool(chunk.toolCallId, chunk.toolName).state = "output-error";
        break;
      case "source-document":
      case "source-url":
        message.parts.push(chunk);
        break;
      case "data-notice":
        this.notice = chunk.data;
        // Why an answer ends where it does stays with it; anything else is news of the moment.
        if (chunk.data.code === "cut") message.metadata = { ...message.metadata, note: chunk.data.message };
        break;
      case "error":
        message.metadata = { ...message.metadata, state: "failed", error: chunk.errorText };
        break;
      case "abort":
        message.metadata = { ...message.metadata, state: "stopped" };
        this.ended = true;
        break;
      case "finish":
        this.#merge(chunk.messageMetadata);
        message.metadata = { state: "complete", ...message.metadata };
        this.ended = true;
        break;
      default:
        if (chunk.type.startsWith("data-") && !chunk.transient) this.#keepData(chunk);
    }
  }

  #merge(metadata) {
    if (metadata) this.message.metadata = { ...this.message.metadata, ...metadata };
  }

  #text(id) {
    return this.message.parts.findLast((part) => part.type === "text" && part.id === id);
  }

  #tool(id, name = "tool") {
    const known = this.message.parts.find((part) => part.toolCallId === id);
    if (known) return known;
    const part = { type: `tool-${name}`, toolCallId: id, state: "input-available" };
    this.message.parts.push(part);
    return part;
  }

  /** Data with an id that came before replaces what came then. */
  #keepData(chunk) {
    const { parts } = this.message;
    const known = chunk.id ? parts.findIndex((part) => part.type === chunk.type && part.id === chunk.id) : -1;
    if (known < 0) parts.push(chunk);
    else parts[known] = chunk;
  }
}
