namespace VideoPipeline.Requests;

/// <summary>Finds the name that somebody probably meant.</summary>
public static class NearestName
{
    private const int LongestCompared = 64;

    /// <summary>The known name with the fewest changes of a letter, or null when none is near.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length > LongestCompared)
        {
            return null;
        }

        var nearest = known
            .Select(candidate => (Candidate: candidate, Changes: Changes(name.ToLowerInvariant(), candidate)))
            .OrderBy(pair => pair.Changes)
            .ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Candidate is { } found && nearest.Changes <= Math.Max(2, found.Length / 3) ? found : null;
    }

    private static int Changes(string from, string to)
    {
        var above = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var row = new int[to.Length + 1];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above[j], row[j - 1]) + 1);
            }

            above = row;
        }

        return above[^1];
    }
}
