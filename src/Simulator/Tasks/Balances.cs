using Microsoft.Extensions.Options;
using VideoPipeline.Simulator.Books;

namespace VideoPipeline.Simulator.Tasks;

/// <summary>The money left at each reseller: reserved when a task is accepted, settled when it is seen to have ended.</summary>
internal sealed class Balances(IOptions<SimulatorOptions> options, Book book)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, decimal?> left = new(StringComparer.Ordinal);
    private readonly Dictionary<VideoTask, decimal> reserved = [];

    /// <summary>Absent means without a limit.</summary>
    public decimal? Left(string dialect)
    {
        lock (gate)
        {
            return LeftAt(dialect);
        }
    }

    public void Set(string dialect, decimal? amount, bool record = true)
    {
        if (record)
        {
            book.Write(new Entry { Balance = new BalanceEntry(dialect, amount) });
        }

        lock (gate)
        {
            left[dialect] = amount;
        }
    }

    public bool TryReserve(VideoTask task)
    {
        lock (gate)
        {
            if (LeftAt(task.Dialect) is not { } amount)
            {
                return true;
            }

            var price = task.Order.PriceAt(1m).Amount;
            if (price > amount)
            {
                return false;
            }

            left[task.Dialect] = amount - price;
            reserved[task] = price;
            return true;
        }
    }

    public void Settle(VideoTask task, decimal billed, bool record = true)
    {
        lock (gate)
        {
            if (reserved.Remove(task, out var price) && LeftAt(task.Dialect) is { } amount)
            {
                left[task.Dialect] = amount + price - billed;
                if (record)
                {
                    book.Write(new Entry { Settled = new SettledEntry(task.Id, billed) });
                }
            }
        }
    }

    public void Reset()
    {
        lock (gate)
        {
            left.Clear();
            reserved.Clear();
        }
    }

    private decimal? LeftAt(string dialect) =>
        left.TryGetValue(dialect, out var amount) ? amount : options.Value.For(dialect).Balance;
}
