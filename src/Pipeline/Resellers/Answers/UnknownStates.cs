using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace VideoPipeline.Resellers.Answers;

/// <summary>Logs a state that nobody knows once per provider and word; the task is simply looked at again.</summary>
internal sealed partial class UnknownStates(ILogger<UnknownStates> logger)
{
    private const int MaxRemembered = 1000;

    private readonly ConcurrentDictionary<(string Provider, string State), bool> seen = new();

    public LookAnswer Noted(string provider, LookAnswer answer)
    {
        if (answer is LookAnswer.Seen { Look: { State: TaskState.Unknown } look }
            && seen.Count < MaxRemembered && seen.TryAdd((provider, look.RawState), true))
        {
            LogUnknown(provider, look.RawState.Length > 64 ? look.RawState[..64] : look.RawState);
        }

        return answer;
    }

    [LoggerMessage(2001, LogLevel.Warning, "{Provider} reports the unknown task state {State}; the task is looked at again")]
    private partial void LogUnknown(string provider, string state);
}
