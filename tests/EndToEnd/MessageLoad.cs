using Azure.Messaging.ServiceBus;

namespace VideoPipeline.EndToEnd.Tests;

/// <summary>Messages as somebody sends them: of twenty, seventeen are good, two repeat others and one is garbage.</summary>
internal sealed class MessageLoad
{
    /// <summary>What the prompt of every good message begins with.</summary>
    public const string Prompt = "Order number ";

    private const int Share = 20;

    private static readonly (string Body, string Subject, string ContentType, string Code)[] s_garbage =
    [
        ("{}", "video", "text/plain", "unsupported_content_type"),
        ("{}", "audio", "application/json", "unknown_subject"),
        ("not json", "video", "application/json", "invalid_json"),
        ("""{"prompt":"x","duration":"long"}""", "video", "application/json", "invalid_request"),
        ("""{"prompt":"x","provider":"tokenhub","duration":5,"resolution":"4k"}""", "video", "application/json", "unsupported_by_provider"),
        ("""{"items":[{"prompt":"x","duration":99}]}""", "batch", "application/json", "invalid_items"),
    ];

    private readonly List<ServiceBusMessage> _messages = [];
    private readonly List<string> _codes = [];

    public MessageLoad(int count)
    {
        for (var number = 0; number < count; number++)
        {
            switch (number % Share)
            {
                // The queue drops this one by its id.
                case 9:
                    _messages.Add(Order(number - 9));
                    break;
                // This one has another id and the same key, as a replay of a dead letter has.
                case 14:
                    var again = Order(number - 9);
                    again.MessageId = $"again-{number}";
                    again.ApplicationProperties["idempotency_key"] = $"order-{number - 9}";
                    _messages.Add(again);
                    break;
                case 19:
                    var (body, subject, contentType, code) = s_garbage[_codes.Count % s_garbage.Length];
                    _messages.Add(new ServiceBusMessage(body) { MessageId = $"garbage-{number}", Subject = subject, ContentType = contentType });
                    _codes.Add(code);
                    break;
                default:
                    _messages.Add(Order(number));
                    Orders++;
                    break;
            }
        }
    }

    public IReadOnlyList<ServiceBusMessage> Messages => _messages;

    /// <summary>How many jobs are to come of them.</summary>
    public int Orders { get; }

    /// <summary>Why the garbage is to be put aside, one code each.</summary>
    public IReadOnlyList<string> Codes => _codes;

    private static ServiceBusMessage Order(int number) =>
        new($$"""{"provider":"tokenhub","prompt":"{{Prompt}}{{number}}","duration":5,"resolution":"720p"}""")
        {
            MessageId = $"order-{number}",
            Subject = "video",
            ContentType = "application/json",
        };
}
