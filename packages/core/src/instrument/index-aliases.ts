/**
 * Names of one index at different brokers, as data: exchanges and brokers rename them, and tokens never agree.
 *
 * Left: the name in capitals as a list writes it; right: the symbol of the canonical id. The first five carry
 * derivatives. Source: the Kite NSE list of 2026-01-06 against the Upstox list of 2026-01-02.
 */
export const INDEX_ALIASES: Readonly<Record<string, string>> = {
  'NIFTY 50': 'NIFTY',
  'NIFTY BANK': 'BANKNIFTY',
  'NIFTY FIN SERVICE': 'FINNIFTY',
  'NIFTY MID SELECT': 'MIDCPNIFTY',
  'NIFTY NEXT 50': 'NIFTYNXT50',
  'NIFTY INDIA FPI 150': 'NIFTY FPI 150',
  'NIFTY INDIA INTERNET': 'NIFTY INTERNET',
  'NIFTY TOTAL MKT MOM QLTY 50': 'NIFTY TMMQ 50',
  'NIFTY500 FLEXICAP Q30': 'NIFTY500 FLEXICAP',
  'NIFTY500 HEALTHCARE': 'NIFTY500 HEALTH',
};
