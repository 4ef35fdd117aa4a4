using System.Text.Json;
using VideoPipeline.Resellers.Http;

namespace VideoPipeline.Resellers.Answers;

/// <summary>What a provider says went wrong: <c>error</c> as an object or a string, or a code and a message beside the data.</summary>
internal sealed record ErrorDetails(string? Code, string? Message)
{
    public const int MaxMessageLength = 512;

    private static readonly string[] NoError = ["200", "0", "201", "202", "ok", "success"];

    public static ErrorDetails None { get; } = new(null, null);

    public bool Any => Code is not null || Message is not null;

    public static ErrorDetails Read(AnswerBody? body)
    {
        if (body is null)
        {
            return None;
        }

        var (code, message) = body.Member("error") switch
        {
            { ValueKind: JsonValueKind.Object } error => (
                AnswerBody.TextOf(AnswerBody.Json(error, "code")) ?? AnswerBody.TextOf(AnswerBody.Json(error, "type")),
                AnswerBody.TextOf(AnswerBody.Json(error, "message"))),
            { } error => (null, AnswerBody.TextOf(error)),
            null => (null, null),
        };
        code ??= body.Text("error_code") ?? EnvelopeCode(body);
        message ??= body.Text("error_message", "fail_reason", "failure_reason");
        if (code is not null)
        {
            message ??= body.Text("message", "msg", "detail");
        }

        return code is null && message is null ? None : new ErrorDetails(code, Cut(message));
    }

    /// <summary>What a refusal says in no form that is known: its message, or else its whole text.</summary>
    public static string? Words(HttpAnswer.Response response, AnswerBody? body) => response.Status is >= 200 and < 300
        ? null
        : Cut(body?.Text("message", "msg", "detail", "title") ?? (string.IsNullOrWhiteSpace(response.Body) ? null : response.Body.Trim()));

    public static string? Cut(string? message)
    {
        if (message is not { Length: > MaxMessageLength })
        {
            return message;
        }

        var length = char.IsHighSurrogate(message[MaxMessageLength - 1]) ? MaxMessageLength - 1 : MaxMessageLength;
        return message[..length];
    }

    private static string? EnvelopeCode(AnswerBody body) =>
        body.Text("code") is { } code && !NoError.Contains(code, StringComparer.OrdinalIgnoreCase) ? code : null;
}
