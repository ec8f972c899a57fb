// Sends one mail for each message; what could not be sent goes back to the queue alone.
import { SESv2Client, SendEmailCommand } from "@aws-sdk/client-sesv2";

const ses = new SESv2Client();

export async function handler(event) {
  const results = await Promise.allSettled(event.Records.map(send));
  const failed = event.Records.filter((_, index) => results[index].status === "rejected");
  return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) };
}

async function send(record) {
  const { to, subject, text } = JSON.parse(record.body);
  await ses.send(
    new SendEmailCommand({
      FromEmailAddress: process.env.MAIL_FROM,
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } } },
    }),
  );
}
