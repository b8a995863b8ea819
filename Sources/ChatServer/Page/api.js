// The server's endpoints.
import { connection } from "./connection.js";
import { storage } from "./storage.js";
import { texts } from "./texts.js";

export class APIError extends Error {
  /** @param {string} code one of the server's, or `unreachable` */
  constructor(code, message, retryAfter = null) {
    super(message || texts.errors[code] || texts.errors.unavailable);
    this.code = code;
    /** Seconds until another try makes sense, or `null`. */
    this.retryAfter = retryAfter;
  }
}

const BASE = new URL("./api/", document.baseURI);
const CODES = { 400: "invalid_request", 401: "unauthorized", 404: "not_found", 409: "busy", 413: "too_long", 429: "too_many_requests" };

async function request(path, { method = "GET", body, headers = {}, signal, keepalive } = {}) {
  let response;
  try {
    response = await fetch(new URL(path, BASE), {
      method, signal, keepalive, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer",
      headers: body === undefined ? headers : { ...headers, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    connection.failed();
    throw new APIError("unreachable");
  }
  connection.succeeded();
  if (!response.ok) throw await errorOf(response);
  return response;
}

async function errorOf(response) {
  const fallback = CODES[response.status] ?? "unavailable";
  const header = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  try {
    const { error } = await response.json();
    return new APIError(error.code ?? fallback, error.message, error.retry_after ?? (header > 0 ? header : null));
  } catch {
    return new APIError(fallback, "", header > 0 ? header : null);
  }
}

let pendingToken = null;

/** The visitor's token, asked for once however many ask at a time. */
async function visitorToken() {
  const known = storage.get("token");
  if (known) return known;
  pendingToken ??= request("visitor", { method: "POST", body: {} })
    .then((response) => response.json())
    .then(({ token }) => {
      storage.set("token", token);
      return token;
    })
    .finally(() => {
      pendingToken = null;
    });
  return pendingToken;
}

async function asVisitor(path, options = {}) {
  const token = await visitorToken();
  try {
    const response = await request(path, { ...options, headers: { "x-visitor-token": token } });
    const renewed = response.headers.get("x-visitor-token");
    if (renewed && storage.get("token") === token) storage.set("token", renewed);
    return response;
  } catch (error) {
    if (error.code !== "unauthorized") throw error;
    if (storage.get("token") === token) storage.set("token", null);
    return request(path, { ...options, headers: { "x-visitor-token": await visitorToken() } });
  }
}

/** Without a token there is nothing that could be asked for: looking at the page makes nobody a visitor. */
const isKnown = () => storage.get("token") !== null || pendingToken !== null;

const chatPath = (id, rest = "") => `chat/${encodeURIComponent(id)}${rest}`;

export const api = {
  config: async () => (await request("config")).json(),
  chats: async () => (isKnown() ? (await (await asVisitor("chats")).json()).chats : []),
  async chat(id) {
    if (!isKnown()) throw new APIError("not_found");
    return (await asVisitor(chatPath(id))).json();
  },
  delete: (id) => asVisitor(chatPath(id), { method: "DELETE" }),
  stop: (id) => asVisitor(chatPath(id, "/stop"), { method: "POST", body: {}, keepalive: true }),
  rate: (id, body) => asVisitor(chatPath(id, "/rating"), { method: "POST", body }),
  /** The stream of a new answer. */
  answer: (body, signal) => asVisitor("chat", { method: "POST", body, signal }),
  /** The stream of the answer that is being made, from its beginning, or `null` where there is none. */
  async resume(id, signal) {
    const response = await asVisitor(chatPath(id, "/stream"), { signal });
    return response.status === 204 ? null : response;
  },
};
