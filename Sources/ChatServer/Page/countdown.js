// Text that counts down to a moment.
import { waitingTime } from "./texts.js";

/**
 * Shows how long it is until `until`; calls `over` then. Ends by itself when the element has left the page.
 * @param {number} until milliseconds since 1970
 * @param {(when: string) => string} words
 */
export function countDown(element, until, words, over) {
  const show = () => {
    const seconds = Math.ceil((until - Date.now()) / 1000);
    if (seconds <= 0) {
      clearInterval(timer);
      over();
    } else {
      element.textContent = words(waitingTime(seconds));
    }
  };
  const timer = setInterval(() => (element.isConnected ? show() : clearInterval(timer)), 1000);
  show();
}
