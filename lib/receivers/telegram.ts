/** Telegram, by a bot: https://core.telegram.org/bots/api#sendmessage */
import { z } from 'zod';
import { digits, wholeNumber } from '../settings/fields';
import { secret } from '../settings/secret';
import { htmlMarkup } from './markup';
import { defineReceiver } from './receiver-kind';

export const telegram = defineReceiver({
  key: 'telegram',
  name: 'Telegram',
  description: 'A message in HTML of at most 4,096 characters: long names are cut, so that the links still fit',
  settings: z.strictObject({
    botToken: secret.describe('Token of a bot that is a member of the chat, from @BotFather'),
    chat: digits.describe('Id of the chat; that of a group or channel is negative'),
    topic: wholeNumber(1, 2 ** 31 - 1)
      .optional()
      .describe('Id of a topic (message thread) of a group; its general topic where left out'),
  }),
  // A title, a summary, three culprits, two sentences, the contact and three links are below 4,096 characters together.
  markup: htmlMarkup({ name: 200, sentence: 600 }),
  credentialPatterns: [/api\.telegram\.org\/bot\d/, /\b\d{8,12}:[\w-]{35}/],
  message: ({ title, text }) => ({ message: `<b>${title}</b>\n${text}` }),
  alertmanager: {
    list: 'telegram_configs',
    config: ({ botToken, chat, topic }, { message }, { secretFile }) => ({
      bot_token_file: secretFile('telegram-token', botToken),
      chat_id: Number(chat),
      ...(topic !== undefined && { message_thread_id: topic }),
      parse_mode: 'HTML',
      send_resolved: true,
      message,
    }),
    adopt: ({ chat_id, message_thread_id: topic }) => ({
      open: { chat: String(chat_id), ...(topic !== undefined && { topic }) },
      secrets: ['botToken'],
    }),
  },
  grafana: {
    list: 'telegrams',
    contactPoint: ({ botToken, chat, topic }, { message }) => ({
      token: botToken,
      chatId: chat,
      ...(topic !== undefined && { messageThreadId: String(topic) }),
      parseMode: 'HTML',
      disableWebPagePreview: true,
      message,
    }),
  },
});
