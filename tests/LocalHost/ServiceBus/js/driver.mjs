// Drives @azure/service-bus: one JSON command a line on stdin, one JSON answer a line on stdout.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [connectionString, root] = process.argv.slice(2);
const { ServiceBusClient } = createRequire(pathToFileURL(`${root}/package.json`))("@azure/service-bus");
const Long = createRequire(createRequire(pathToFileURL(`${root}/package.json`)).resolve("@azure/service-bus"))("long");
const client = new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 10, retryDelayInMs: 200 } });
const receivers = new Map();
const received = new Map();

function names(source) {
  const dead = source.endsWith("!");
  return [source.replace(/!$/, "").split("/"), dead ? "deadLetter" : undefined];
}

function receiver(source, deletes = false) {
  const key = `${source} ${deletes}`;
  if (!receivers.has(key)) {
    const [path, subQueueType] = names(source);
    receivers.set(key, client.createReceiver(...path, { receiveMode: deletes ? "receiveAndDelete" : "peekLock", subQueueType }));
  }
  return receivers.get(key);
}

function read(message) {
  if (message.lockToken) {
    received.set(message.lockToken, message);
  }
  return {
    body: String(message.body),
    messageId: message.messageId,
    subject: message.subject,
    lockToken: message.lockToken ?? "",
    sequenceNumber: message.sequenceNumber.toNumber(),
    // This client counts the deliveries before the one in hand.
    deliveryCount: (message.deliveryCount ?? 0) + 1,
    lockedUntil: message.lockedUntilUtc ?? "0001-01-01T00:00:00Z",
    deadLetterReason: message.deadLetterReason,
    deadLetterDescription: message.deadLetterErrorDescription,
    properties: Object.fromEntries(Object.entries(message.applicationProperties ?? {}).map(([k, v]) => [k, String(v)])),
  };
}

const sent = (m) => ({
  body: m.body,
  messageId: m.messageId ?? undefined,
  subject: m.subject ?? undefined,
  timeToLive: m.timeToLiveSeconds ? m.timeToLiveSeconds * 1000 : undefined,
  applicationProperties: m.properties ?? undefined,
});

const commands = {
  async send({ entity, inOneBatch, messages }) {
    const sender = client.createSender(entity);
    try {
      if (!inOneBatch) {
        await sender.sendMessages(messages.map(sent));
        return;
      }
      const batch = await sender.createMessageBatch();
      for (const message of messages) {
        if (!batch.tryAddMessage(sent(message))) throw new Error("The batch is full.");
      }
      await sender.sendMessages(batch);
    } finally {
      await sender.close();
    }
  },
  async schedule({ entity, time, messages }) {
    const sender = client.createSender(entity);
    const numbers = await sender.scheduleMessages(messages.map(sent), new Date(time));
    await sender.close();
    return numbers.map((n) => n.toNumber());
  },
  async cancel({ entity, sequenceNumbers }) {
    const sender = client.createSender(entity);
    await sender.cancelScheduledMessages(sequenceNumbers.map((n) => Long.fromNumber(n)));
    await sender.close();
  },
  async receive({ source, count, maxWait, deletes }) {
    const messages = [];
    while (messages.length < count) {
      const more = await receiver(source, deletes).receiveMessages(count - messages.length, { maxWaitTimeInMs: maxWait });
      if (more.length === 0) break;
      messages.push(...more);
    }
    return messages.map(read);
  },
  async receiveDeferred({ source, sequenceNumbers }) {
    return (await receiver(source).receiveDeferredMessages(sequenceNumbers.map((n) => Long.fromNumber(n)))).map(read);
  },
  async peek({ source, count, from }) {
    return (await receiver(source).peekMessages(count, { fromSequenceNumber: Long.fromNumber(from) })).map(read);
  },
  async settle({ source, how, lockToken, reason, description }) {
    const [target, from] = [received.get(lockToken), receiver(source)];
    switch (how) {
      case "complete": return from.completeMessage(target);
      case "abandon": return from.abandonMessage(target, { tried: 1 });
      case "defer": return from.deferMessage(target);
      default: return from.deadLetterMessage(target, { deadLetterReason: reason, deadLetterErrorDescription: description });
    }
  },
  async renew({ source, lockToken }) {
    return receiver(source).renewMessageLock(received.get(lockToken));
  },
  async process({ source, count }) {
    const from = client.createReceiver(source);
    const bodies = [];
    await new Promise((resolve, reject) => {
      from.subscribe({
        async processMessage(message) {
          await from.completeMessage(message);
          bodies.push(String(message.body));
          if (bodies.length === count) resolve();
        },
        async processError(args) { reject(args.error); },
      }, { autoCompleteMessages: false, maxConcurrentCalls: 4 });
    });
    await from.close();
    return bodies;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  try {
    const result = await commands[command.name](command);
    process.stdout.write(`${JSON.stringify({ result: result ?? null })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ error: String(error?.stack ?? error) })}\n`);
  }
}
process.exit(0);
