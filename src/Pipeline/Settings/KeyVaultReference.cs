namespace VideoPipeline.Settings;

/// <summary>
/// Key Vault references in settings. One that the platform could not resolve (no such secret yet, no access) arrives as its own
/// text, and a text that everybody knows must never serve as a key.
/// </summary>
public static class KeyVaultReference
{
    private const string Mark = "@Microsoft.KeyVault(";

    public static bool IsUnresolved(string? value) =>
        value is not null && value.AsSpan().TrimStart().StartsWith(Mark, StringComparison.OrdinalIgnoreCase);

    /// <summary>The value, or null when it is only a reference to one.</summary>
    public static string? Resolved(string? value) => IsUnresolved(value) ? null : value;

    public static void RemoveUnresolved(IList<string> values)
    {
        for (var i = values.Count - 1; i >= 0; i--)
        {
            if (IsUnresolved(values[i]))
            {
                values.RemoveAt(i);
            }
        }
    }
}
