"""The court's evidence log: every act of service as an event that nobody can change unseen."""
