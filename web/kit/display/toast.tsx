import { useEffect, useState, type ReactNode } from "react";
import { Icon } from "../controls/icon.tsx";

type Message = { id: number; text: string };

let count = 0;
const listeners = new Set<(message: Message) => void>();

/** Every action shows that it was saved. */
export function showSaved(text: string): void {
  count += 1;
  for (const listen of listeners) listen({ id: count, text });
}

export function ToastRegion(): ReactNode {
  const [message, setMessage] = useState<Message>();
  useEffect(() => {
    listeners.add(setMessage);
    return () => void listeners.delete(setMessage);
  }, []);
  useEffect(() => {
    if (!message) return undefined;
    const timer = setTimeout(() => setMessage(undefined), 5_000);
    return () => clearTimeout(timer);
  }, [message]);
  return (
    <div className="k-toasts" role="status">
      {message && (
        <div key={message.id} className="k-toast">
          <Icon name="check" />
          {message.text}
        </div>
      )}
    </div>
  );
}
