using System.Globalization;

namespace VideoPipeline.Submissions;

/// <summary>How an attempt is named where one text has to do: <c>{job}.{attempt}</c>, for slots, turns and the owners of claims.</summary>
internal static class AttemptKey
{
    public static string Of(string job, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{job}.{attempt}");

    public static string JobOf(string key) => key[..key.LastIndexOf('.')];
}
