namespace VideoPipeline.Budgets;

/// <summary>
/// What is reserved of one budget: amounts in US dollars by the key that reserved them. Pure; a key reserves once, however often it
/// asks, and a settled key holds its bill.
/// </summary>
public sealed record BudgetLedger(decimal LimitUsd, IReadOnlyDictionary<string, decimal> Reserved)
{
    public static BudgetLedger Empty { get; } = new(0, new Dictionary<string, decimal>());

    public int Schema { get; init; } = 1;

    /// <summary>The ledger with the reservation in it, or null when it does not fit.</summary>
    public BudgetLedger? TryReserve(string key, decimal amountUsd)
    {
        if (Reserved.ContainsKey(key))
        {
            return this;
        }

        return Reserved.Values.Sum() + amountUsd <= LimitUsd ? With(key, amountUsd) : null;
    }

    /// <summary>Puts the bill in place of the reservation; it may be more, and then less is left.</summary>
    public BudgetLedger Settle(string key, decimal billUsd) => With(key, billUsd);

    private BudgetLedger With(string key, decimal amountUsd) =>
        this with { Reserved = new Dictionary<string, decimal>(Reserved) { [key] = amountUsd } };
}
