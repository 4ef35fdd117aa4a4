using System.Net;
using System.Text.Json.Nodes;

namespace VideoPipeline.Cli.Tests.Messages;

/// <summary>Service Bus's REST calls over a queue and its dead letters, as far as the CLI uses them; notes what happens, in order.</summary>
internal sealed class StubBroker
{
    private const string DeadLetters = "/video-jobs/$DeadLetterQueue/messages";

    private readonly List<DeadLetter> _deadLetters = [];
    private readonly HashSet<string> _locked = [];

    public StubBroker(CliRun cli)
    {
        cli.Host.On("POST /video-jobs/messages", Send).On($"POST {DeadLetters}/head", _ => Lock());
        Host = cli.Host;
    }

    public List<string> Log { get; } = [];

    public List<Call> Sent { get; } = [];

    public HttpStatusCode SendAnswer { get; set; } = HttpStatusCode.Created;

    public IReadOnlyCollection<string> Locked => _locked;

    private StubHost Host { get; }

    public StubBroker Add(string id, string reason = "invalid_request", string? idempotencyKey = null, string body = "{}")
    {
        var letter = new DeadLetter(id, _deadLetters.Count + 1, reason, idempotencyKey, body);
        _deadLetters.Add(letter);
        Host.On($"PUT {DeadLetters}/{letter.Sequence}/lock-{id}", _ => Settle("unlock", letter));
        Host.On($"DELETE {DeadLetters}/{letter.Sequence}/lock-{id}", _ => Settle("complete", letter));
        return this;
    }

    private HttpResponseMessage Send(Call call)
    {
        Sent.Add(call);
        Log.Add($"send {(int)SendAnswer}");
        return StubHost.Json("", SendAnswer);
    }

    private HttpResponseMessage Lock()
    {
        var letter = _deadLetters.Find(candidate => !_locked.Contains(candidate.Id));
        if (letter is null)
        {
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }

        _locked.Add(letter.Id);
        var answer = StubHost.Json(letter.Body, HttpStatusCode.Created);
        var broker = new JsonObject
        {
            ["MessageId"] = letter.Id,
            ["LockToken"] = $"lock-{letter.Id}",
            ["Label"] = "video",
            ["SequenceNumber"] = letter.Sequence,
            ["EnqueuedTimeUtc"] = "Fri, 20 Nov 2026 12:00:00 GMT",
        };
        answer.Headers.TryAddWithoutValidation("BrokerProperties", broker.ToJsonString());
        answer.Headers.TryAddWithoutValidation("DeadLetterReason", $"\"{letter.Reason}\"");
        answer.Headers.TryAddWithoutValidation("DeadLetterErrorDescription", "\"prompt: is \\\"required\\\"\"");
        answer.Headers.TryAddWithoutValidation("tenant", "\"acme\"");
        answer.Headers.TryAddWithoutValidation("Date", "Fri, 20 Nov 2026 12:00:01 GMT");
        if (letter.IdempotencyKey is { } key)
        {
            answer.Headers.TryAddWithoutValidation("idempotency_key", $"\"{key}\"");
        }

        return answer;
    }

    private HttpResponseMessage Settle(string verb, DeadLetter letter)
    {
        Log.Add($"{verb} {letter.Id}");
        if (!_locked.Remove(letter.Id))
        {
            return new HttpResponseMessage(HttpStatusCode.NotFound);
        }

        if (verb == "complete")
        {
            _deadLetters.Remove(letter);
        }

        return new HttpResponseMessage(HttpStatusCode.OK);
    }

    private sealed record DeadLetter(string Id, int Sequence, string Reason, string? IdempotencyKey, string Body);
}
